/// The style of every page; the Content-Security-Policy names it by its hash.
enum PageStyle {
  static let text = [colours, prose, code, trace, figures, widths, small, print].joined()

  // Contrast with the ground is at least 4.5 for all text, in both themes.
  private static let colours = """
    :root{color-scheme:light dark;--ground:#fdfcf9;--raised:#f5f3ed;--ink:#22252a;--soft:#5c6068;\
    --line:#d9d5cb;--accent:#1d5a96;--value:#176b32;--gradient:#b0251b;--mark:#fbe9c8;\
    --error:#fdefec;--error-line:#c0392b;--keyword:#7a3e9d;--string:#8a4b08;--number:#1d5a96;\
    --comment:#5a636e}
    @media (prefers-color-scheme:dark){:root{--ground:#16181c;--raised:#1f2228;--ink:#e4e2dc;\
    --soft:#a3a6ad;--line:#3a3e46;--accent:#8cbcf0;--value:#7fd197;--gradient:#ff9b8f;\
    --mark:#4a3d1c;--error:#2d1d1c;--error-line:#e5766a;--keyword:#cfa4ea;--string:#e3b778;\
    --number:#8cbcf0;--comment:#98a0ab}}

    """

  private static let prose = """
    *{box-sizing:border-box}
    html{font-size:106.25%;-webkit-text-size-adjust:100%;text-size-adjust:100%}
    body{margin:0;background:var(--ground);color:var(--ink);line-height:1.6;\
    font-family:Charter,"Bitstream Charter","Iowan Old Style","Source Serif 4",Georgia,\
    "Noto Serif","Songti SC","Noto Serif CJK SC","Noto Sans CJK SC",serif;\
    text-rendering:optimizeLegibility;overflow-wrap:break-word}
    article:lang(zh){font-family:system-ui,-apple-system,"Segoe UI","PingFang SC","Hiragino Sans GB",\
    "Noto Sans SC","Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei",\
    "WenQuanYi Micro Hei",sans-serif;line-height:1.8;text-spacing-trim:normal;\
    text-autospace:normal;line-break:strict}
    article:lang(zh-TW),article:lang(zh-HK),article:lang(zh-Hant){font-family:system-ui,-apple-system,"Segoe UI",\
    "PingFang TC","Noto Sans TC","Noto Sans CJK TC","Microsoft JhengHei",sans-serif}
    main{max-width:62rem;margin:0 auto;padding:2.5rem 1.25rem 5rem;outline:0}
    article>p,article>ul,article>ol,article>blockquote,article>details,article>.part,\
    article>.footnotes{max-width:40rem}
    p,ul,ol,blockquote,table,figure,pre,details{margin:0 0 1rem}
    p{text-wrap:pretty}
    h1,h2,h3,h4,h5,h6{line-height:1.3;margin:2.2rem 0 .7rem;text-wrap:balance;font-weight:650}
    h1{font-size:1.9rem;margin-top:0}h2{font-size:1.4rem}h3{font-size:1.15rem}
    h4,h5,h6{font-size:1rem}
    .anchor{color:var(--soft);text-decoration:none;font-weight:400;opacity:0;padding:0 .2em}
    :is(h1,h2,h3,h4,h5,h6):hover .anchor,.anchor:focus{opacity:1}
    a{color:var(--accent);text-decoration-thickness:.06em;text-underline-offset:.18em}
    a:hover{text-decoration-thickness:.12em}
    :focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:2px}
    :target{scroll-margin-top:1rem}
    .skip{position:absolute;left:-99rem}
    .skip:focus{left:1rem;top:1rem;background:var(--ground);padding:.4rem .8rem;z-index:1}
    :lang(zh) em{font-style:normal;text-emphasis:filled dot;text-emphasis-position:under right}
    :lang(zh) em:lang(en){font-style:italic;text-emphasis:none}
    blockquote{border-left:3px solid var(--line);padding-left:1rem;color:var(--soft)}
    ul,ol{padding-left:1.6rem}li{margin:.2rem 0}
    .tasks{list-style:none;padding-left:.3rem}.tasks>li{padding-left:1.6rem;text-indent:-1.6rem}
    .tasks>li>*{text-indent:0}.tasks>li>p{display:inline}
    .box{display:inline-block;width:1.6rem;font-family:"DejaVu Sans","Segoe UI Symbol",sans-serif}
    hr{border:0;border-top:1px solid var(--line);margin:2rem 0}
    img{max-width:100%;height:auto}
    figure{text-align:center}figcaption{color:var(--soft);font-size:.9rem;margin-top:.4rem}
    .picture{display:inline-block;border:1px dashed var(--soft);border-radius:4px;\
    padding:.1rem .5rem;color:var(--soft)}
    figure>.picture{padding:1.5rem 2rem;max-width:40rem}
    .scroll{overflow-x:auto;overflow-y:hidden;max-width:100%}
    table{border-collapse:collapse;font-size:.94rem;line-height:1.45}
    th,td{padding:.35rem .8rem;border-bottom:1px solid var(--line);text-align:left;\
    vertical-align:baseline}
    thead th{border-bottom:2px solid var(--soft);font-weight:650}
    caption{text-align:left;font-weight:650;padding:.2rem 0 .4rem}
    :is(th,td).left{text-align:left}:is(th,td).center{text-align:center}\
    :is(th,td).right{text-align:right}
    details{border:1px solid var(--line);border-radius:6px;padding:.5rem .9rem}
    summary{cursor:pointer;font-weight:600}
    details[open]>summary{margin-bottom:.6rem}
    details>:last-child{margin-bottom:.2rem}
    .part{border-left:3px solid var(--accent);padding-left:1rem;margin-bottom:1rem}
    .part.hint{border-color:var(--line)}
    .math{font-family:"STIX Two Math","Cambria Math","Latin Modern Math","Noto Sans Math",\
    "DejaVu Serif",serif}
    .kept{white-space:nowrap}
    .math.lines{display:inline-block;white-space:pre;line-height:1.5}
    code.math.lines{display:inline-block;text-align:left}
    .display{display:block;position:relative;overflow-y:hidden;text-align:center;margin:1rem 0;padding:.2rem 0;max-width:40rem}
    .live{font-variant-numeric:tabular-nums;border-bottom:1px dotted var(--soft)}
    .unknown{color:var(--error-line);font-weight:700}
    .footnote{line-height:0}
    .footnotes{border-top:1px solid var(--line);margin-top:3rem;padding-top:1rem;font-size:.92rem}
    .back{margin:0}
    .problem{border:1px solid var(--error-line);background:var(--error);border-radius:6px;\
    padding:.8rem 1rem;margin-bottom:1.5rem}

    """

  private static let code = """
    code,pre,samp,.eq,.number,.matrix{font-family:ui-monospace,"SF Mono","Cascadia Mono",Menlo,\
    Consolas,"DejaVu Sans Mono","Noto Sans Mono","Noto Sans Mono CJK SC",monospace}
    code,samp{font-size:.88em}pre{font-size:.88em;line-height:1.5;tab-size:4}
    pre code,pre samp{font-size:inherit}
    :not(pre)>code{background:var(--raised);border-radius:3px;padding:.08em .28em}
    pre.source,pre.shown{background:var(--raised);border-radius:6px;padding:.8rem 1rem}
    pre.shown{border:1px dashed var(--line)}
    .k{color:var(--keyword);font-weight:600}.s{color:var(--string)}.n{color:var(--number)}
    .c{color:var(--comment);font-style:italic}.d{font-weight:600}
    .numbered .line::before{content:attr(data-line);display:inline-block;width:2.5em;\
    padding-right:1em;text-align:right;color:var(--soft)}
    .faulty{display:inline-block;min-width:100%;background:var(--error);\
    box-shadow:-.5rem 0 0 var(--error),-.8rem 0 0 var(--error-line)}
    .block{margin:1.4rem 0}
    .block{font-family:system-ui,-apple-system,"Segoe UI","Noto Sans","Noto Sans CJK SC",sans-serif}
    .block pre.source{margin-bottom:.5rem}
    .stdout,.value-line{border-left:3px solid var(--line);padding:.1rem 0 .1rem 1rem;\
    margin-bottom:.5rem}
    .value-line{border-left-style:double}
    .status{color:var(--soft)}
    .note{color:var(--soft);font-size:.92rem;max-width:40rem}
    .tag{font-weight:700}
    .where{color:var(--soft);font-size:.9rem}
    .error{border:1px solid var(--error-line);border-left-width:6px;background:var(--error);\
    border-radius:6px;padding:.7rem 1rem;margin-bottom:.5rem}
    .error.expected{border-style:dashed;border-left-style:dashed}
    .error p{margin:.2rem 0}.error pre{margin:.4rem 0;padding-bottom:.9rem}
    .error mark{position:relative;background:none;color:inherit;\
    border-bottom:2px solid var(--error-line)}
    .error mark::after{content:"^";position:absolute;left:0;top:1.1em;color:var(--error-line);\
    font-weight:700}
    .report-title{font-weight:650;margin-bottom:.3rem}
    .report p{max-width:40rem;margin-bottom:.5rem}.report table{font-variant-numeric:tabular-nums}
    .report tbody th{font-weight:400}
    .report .exact .verdict,.report .close .verdict{color:var(--value)}
    .report .wrong .verdict{color:var(--gradient);font-weight:700}
    .report .first>*{background:var(--error)}

    """

  private static let trace = """
    .trace{margin:1rem 0 1.6rem}
    .circuit .scroll{background:\
    linear-gradient(90deg,var(--ground) 50%,transparent) left/2.5rem 100% no-repeat local,\
    linear-gradient(270deg,var(--ground) 50%,transparent) right/2.5rem 100% no-repeat local,\
    linear-gradient(90deg,var(--line),transparent) left/.7rem 100% no-repeat scroll,\
    linear-gradient(270deg,var(--line),transparent) right/.7rem 100% no-repeat scroll}
    .circuit{text-align:left;margin:0 0 1rem}
    .drawing{display:block;font:15px system-ui,-apple-system,"Segoe UI","DejaVu Sans",\
    "Noto Sans CJK SC",sans-serif;font-variant-numeric:tabular-nums}
    .drawing text{fill:var(--ink)}
    .node rect{fill:var(--raised);stroke:var(--ink);stroke-width:1.5}
    .leaf rect,.constant rect{fill:none;stroke:var(--line)}
    .constant rect{stroke-dasharray:3 3}
    .node.group rect{stroke-width:3}
    .leaf text,.output{font-weight:600}
    .drawing .symbol{font-size:20px}.drawing .name{font-size:12px;font-style:italic;fill:var(--soft)}
    .call path{fill:none;stroke:var(--soft);stroke-width:36;opacity:.12;stroke-linecap:round}
    .call rect{fill:var(--soft);opacity:.12}
    .call .frame{fill:var(--raised);stroke:var(--soft);stroke-width:1;stroke-dasharray:4 3;opacity:1}
    .drawing .order{font-size:11px;fill:var(--soft);paint-order:stroke;stroke:var(--ground);\
    stroke-width:3px;stroke-linejoin:round}
    tr.call td{border-bottom:0;color:var(--soft);padding-bottom:0}
    .wire{fill:none;stroke:var(--soft);stroke-width:1.4}.fork{fill:var(--soft)}
    .drawing .value,.drawing .gradient{paint-order:stroke;stroke:var(--ground);stroke-width:4px;\
    stroke-linejoin:round}
    .drawing .value{fill:var(--value);font-weight:600}
    .drawing .gradient{fill:var(--gradient);font-style:italic;text-decoration:underline;text-decoration-thickness:1px;\
    text-underline-offset:2px}
    .drawing .branch{font-size:13px}
    .legend{margin-top:0;display:flex;flex-wrap:wrap;gap:.2rem 1.5rem}
    .legend .value{color:var(--value);font-weight:600}
    .legend .gradient{color:var(--gradient);font-style:italic;text-decoration:underline}
    .gates{font-size:.88rem;margin-bottom:.8rem}
    .gates th,.gates td{padding:.25rem .7rem .25rem 0;white-space:nowrap}
    .gates code{background:none;padding:0}\
    .gates td>code,.gates td>.eq{display:inline-block;max-width:24rem;white-space:normal;\
    overflow-wrap:anywhere}
    .gates td>code{overflow-wrap:break-word}
    .gates .number .statistics{display:block;max-width:16rem;margin-left:auto;white-space:normal}
    .gates .statistics>span{white-space:nowrap}
    .gates .formula+.statistics{max-width:18rem;white-space:normal}
    .gates td>.eq{width:max-content}.gates.backward td>.eq{max-width:15rem}
    .gates.backward td>code{white-space:nowrap}.gates .formula+.statistics{display:block}
    .gates .number{text-align:right;font-variant-numeric:tabular-nums}
    .gates thead .number{font-family:inherit}
    .gates td.value{color:var(--value);font-weight:600}
    .gates td.gradient{color:var(--gradient);font-style:italic}
    .gates .pad::after{content:attr(data-fill);visibility:hidden}
    .gates .step{color:var(--soft);font-weight:400;text-align:right;min-width:2.2rem}
    .gates .eq{font-size:.94em}
    .gates .formula{color:var(--soft)}
    .gates .of{color:var(--soft);font-style:italic}
    .gates .statistics{color:var(--soft);font:.86rem system-ui,sans-serif;font-style:normal;\
    font-weight:400}
    .gates .sentence td,.gates .sum td{white-space:normal;color:var(--soft)}
    .gates .sum .eq{color:var(--gradient);font-style:italic}
    .gates tbody tr:not(:last-child) td,.gates tbody tr:not(:last-child) th{border-bottom:0}
    .gates tbody:not([data-step]) tr td,.gates tbody:not([data-step]) tr th{\
    border-bottom:1px solid var(--line)}
    .gates tbody th[rowspan],.gates tbody td[rowspan]{border-bottom:0}
    .gates tbody[data-step]{border-bottom:1px solid var(--line)}
    .gates tbody[data-step] tr:last-child>*{border-bottom:0}
    .matrix{display:inline-table;margin:.1rem .4rem .1rem 0;border-left:1.5px solid currentColor;\
    border-right:1.5px solid currentColor;border-radius:4px;font-size:.94em;vertical-align:middle}
    .gates .matrix td{padding:0 .4rem;border:0!important;text-align:right}
    .jacobian{border:0;padding:0;margin:0}.jacobian table{margin:.2rem 0 .4rem}
    .jacobian td,.jacobian th{border:0!important;padding:.1rem .6rem .1rem 0;text-align:right}
    .jacobian tfoot>*>*{border-top:1px solid var(--line)!important}
    .jacobian summary{font-weight:400;color:var(--soft)}
    .jacobian p,.jacobian ul{margin:0 0 .3rem}
    .inside{margin-left:1rem}.inside summary .eq{font-weight:400}

    """

  // Black and white in a figure are ink and ground; colours that a dark page swallows get brighter.
  private static let figures = """
    figure.plot{text-align:left;margin:.6rem 0 1rem}
    .figure{display:block;font-family:"DejaVu Sans",Verdana,"Bitstream Vera Sans","Noto Sans",\
    "Noto Sans CJK SC",sans-serif}
    .figure.fits{max-width:100%;min-width:min(20rem,100%);height:auto}
    .figure .si{stroke:var(--ink)}.figure .fi{fill:var(--ink)}
    .figure .sg{stroke:var(--ground)}.figure .fg{fill:var(--ground)}
    @media (prefers-color-scheme:dark){\
    .figure .sd{stroke:color-mix(in oklab,currentColor 45%,#fff)}\
    .figure .fd{fill:color-mix(in oklab,currentColor 45%,#fff)}\
    .figure .key rect.fg{stroke:var(--line)}}

    """

  /// Wide drawings shrink to the column, by up to three tenths. Those that would not fit even so
  /// scroll, and stay larger.
  private static let widths =
    shrinking.map { ".w\($0){max-width:100%;min-width:\($0 * ($0 < 15 ? 70 : 80))px;height:auto}" }
    .joined() + "\n"
  private static let shrinking = 6...24

  /// The class of a drawing so many pixels wide, or nil where it keeps its size.
  static func widthClass(_ width: Double) -> String? {
    guard width.isFinite, width < 1e6 else { return nil }
    let hundreds = Int(width / 100)
    return shrinking.contains(hundreds) ? "w\(hundreds)" : nil
  }

  private static let small = """
    @media (max-width:40rem){html{font-size:100%}main{padding:1.25rem 1rem 3rem}\
    h1{font-size:1.55rem}pre.source,pre.shown{padding:.6rem .7rem}.inside{margin-left:0}\
    th,td{padding:.3rem .5rem}.footnotes{margin-top:2rem}}
    @media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}

    """

  private static let print = """
    @media print{:root{color-scheme:light;--ground:#fff;--raised:#fff;--ink:#000;--soft:#444;--line:#bbb;\
    --value:#0b5a24;--gradient:#9c1a11;--accent:#000;--error:#fff;--error-line:#9c1a11;\
    --keyword:#000;--string:#333;--number:#000;--comment:#555;--mark:#fff}
    html{font-size:10.5pt}body{line-height:1.5}main{max-width:none;padding:0}
    .skip,.anchor,.back{display:none}
    .scroll{overflow:visible}pre{white-space:pre-wrap;overflow-wrap:anywhere}
    pre.source{border:1px solid var(--line)}
    .drawing,.figure{max-width:100%;min-width:0;height:auto}
    .gates{font-size:8.5pt}.gates th,.gates td{padding-right:.5rem;white-space:normal}
    .gates .eq,.gates .number{white-space:nowrap}.gates td>.eq{width:auto}
    details::details-content{content-visibility:visible;display:block;block-size:auto}
    details:not([open])>:not(summary){display:block}
    h1,h2,h3,h4,caption,summary{break-after:avoid}
    pre,figure,tr,blockquote,.error,.circuit,.matrix,.display{break-inside:avoid}
    p,li{orphans:2;widows:2}
    a[href^="http"]::after{content:" (" attr(href) ")";font-size:.85em;overflow-wrap:anywhere}
    @page{margin:18mm 16mm}}

    """
}
