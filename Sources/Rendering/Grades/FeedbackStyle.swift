/// What feedback pages need besides the style of all pages.
enum FeedbackStyle {
  static let text = """
    .feedback .total{font-size:1.2rem;font-weight:650;margin-bottom:.2rem}
    .feedback .who{color:var(--soft);margin-bottom:.4rem}
    .feedback table{margin:1rem 0 0}.feedback td.right{white-space:nowrap}
    .exercise{border-top:1px solid var(--line);margin-top:2rem;padding-top:.2rem}
    .exercise h2{margin-top:1rem}
    .mark{display:inline-block;min-width:1.3em;font-family:"DejaVu Sans","Segoe UI Symbol",\
    "Noto Sans Symbols 2",sans-serif}
    .passed>.mark,.passed>h2>.mark,.passed>.item>.mark{color:var(--value)}
    :is(.failed,.partial)>.mark,:is(.failed,.partial)>h2>.mark,\
    .failed>.item>.mark{color:var(--gradient)}
    .worth{color:var(--soft);font-size:.9rem;font-weight:400;white-space:nowrap}
    .items{list-style:none;padding:0}.items>li{margin:.9rem 0;padding-left:1.5rem}
    .item{margin:0 0 .3rem -1.5rem}
    .says{max-width:40rem;margin-bottom:.4rem;white-space:pre-line}
    .details{border-left:3px solid var(--line);padding:.1rem 0 .1rem 1rem;margin-bottom:.5rem}
    .theirs{margin:0 0 .7rem;border:1px dashed var(--line);border-radius:6px;\
    padding:.3rem .9rem .5rem;text-align:left}
    .theirs figcaption{margin:0 0 .2rem}.theirs pre{margin:0;white-space:pre-wrap;\
    overflow-wrap:anywhere}
    @media (max-width:40rem){.items>li{padding-left:1.1rem}.item{margin-left:-1.1rem}}
    @media print{.exercise{break-inside:avoid-page}}

    """
}
