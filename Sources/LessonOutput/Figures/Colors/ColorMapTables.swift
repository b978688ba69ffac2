/// Colour maps as the colours at which their straight pieces meet: place (of 256), red, green, blue,
/// two hexadecimal digits each. Sampled from the maps that matplotlib publishes, to within two parts
/// of 255, by `scripts/oracles/record_colors.py`.
enum ColorMapTables {
  static let continuous: [String: String] = [
    "viridis": """
    004401540d4814671e472a7a2a4439833a3e4c8a5132648e7d218e8d8d1e9d899922a884a22ab07fae3bbb75\
    c160ca60c973d056d795d840e9c5e021f0d8e219f6e7e419fbf4e61efffde725
    """,
    "plasma": """
    000d08870419068c092406911f4b03a12d6100a7377100a8418004a84f9410a25ba31e9a6eba33888ad5536f\
    adef7c51cafca338e0fdc527e9fbd324fbf2f227fff0f921
    """,
    "inferno": """
    0000000409040314130e092b1a180c3c282f0a5b33420a684057106e53751b6e699827667ab3325a92d44842\
    99dd513aacef6c23c2fa9207c9fc9f07d1fcae12e1f8cd37e9f4dd4ff4f1f179f8f3f68afffcffa4
    """,
    "magma": """
    00000004040201090c06051a1b160f3b252412533036106b36400f743e4e117b4f681c8169912b817db2357b\
    95d8456ca0e75263acf2645cb6f8765cc0fc8961cefea36fd8feb67cebfed89afffcfdbf
    """,
    "cividis": """
    0000224e11002e6c16003171170132711c12357023203a6f3538476c56585e6d6e6d6f727d7a7a7898938e78\
    b5b0a571cbc7b767e0dec958eae9d34ef6f7de3efbfde334fffee838
    """,
    "turbo": """
    0030123b0738276d0a3b2f80104040a2164451bf1d4664da244776ee2a4685fa304294ff343d9efe3c2fb2f4\
    4a1ad2d24d18d7ca551ae4b65a22ebaa6238f491706dfe627a92ff4781a7fc3a89bcf53492d2e9359eebd339\
    a7f7c13aabfbb838b1fea933bafe9029c3f9751dceed5510dadc3b07e2cc2b04edb21a01f8920b01ff7a0403
    """,
    "gray": "00000000ffffffff",
    "bone": "000000005a4f4f6ebca4c4c4ffffffff",
    "pink": """
    001e000004321a1a05351d1d0c4b2d2d15603c3c1e714747308d5a5a46a96d6d5dc27e7e6dc9958885d2b296\
    bce8e7b3c0e9e9b6e3f5f5e2ffffffff
    """,
    "spring": "00ff00ffffffff00",
    "summer": "00008066ffffff66",
    "autumn": "00ff0000ffffff00",
    "winter": "000000ffff00ff80",
    "cool": "0000ffffffff00ff",
    "hot": "000b00005dff0000befffe00ffffffff",
    "copper": "00000000cafa9e64cfffa267ffffc77f",
    "jet": """
    000000801c0000ff200000ff5600d8ff5700dcfe5a02e8f46016ffe1a3eeff09a6f8f500a9ffea00e3ff1300\
    e8e80000ff800000
    """,
    "hsv": """
    00ff000028ffec002cf8fd0031ddff005508ff005900ff106400ff518100fffc8200fcffaa0010ffae0800ff\
    d6f400ffd7f800fddbff00edffff0018
    """,
    "RdBu": """
    0067001f1ab3192c33d6604d47ee96774ef5a88666fddbc780f6f7f799d1e5f0b293c6decc4393c3e62065ab\
    ff053061
    """,
    "RdYlBu": """
    00a5002619d62f2733f46d434cfdad6066fee09080feffc099e0f3f8b2acdae9cb76afd2e54676b5ff313695
    """,
    "RdYlGn": """
    00a5002619d62f2733f46d434cfdad6066fee08b7ffffebe80feffbe99d9ef8bb0abdb6db5a0d669cb69be63\
    e51b9950ff006837
    """,
    "Spectral": """
    009e014219d43d4f33f46d434cfdad6066fee08b7ffffebe80ffffbe99e6f598b2acdda4cc66c2a5e53389bd\
    e83682baff5e4fa2
    """,
    "coolwarm": """
    003b4cc0104e68d825688aef31799cf83f8caffe4fa2c1ff62bbd1f872cedaeb7fdcdddd8dead5c9a0f5c4ac\
    a7f7bca1bef59c7dd3e9785de1dc5d4aefcb3e38f7c0282fffb40426
    """,
    "bwr": "000000ff7ffefeff80fffefeffff0000",
    "seismic": "0000004c400101ff7ffdfdff80fffdfdbfff0101ff800000",
    "PiYG": """
    008e015219c41a7c34df79b04df1b7da65fddeee7ff7f7f799e6f5d0b4b5df82cc7fbc41e64c9121ff276419
    """,
    "PRGn": """
    0040004b1a772b84339970ab48bb9cc965e6d2e77ff7f6f799d9f0d3b3a5da9fcb5db063e51c7938ff00441b
    """,
    "BrBG": """
    00543005198b500a33bf812d4ddfc37e66f6e8c380f4f5f599c7eae5b281cec2cc35978fe502675fff003c30
    """,
    "PuOr": """
    007f3b081ab4590633e082144dfdb96567fee1b97ff7f7f699d8daebb4afa8d0cc8073ace5552889ff2d004b
    """,
    "RdGy": """
    0067001f1ab3192c31d35a4a36da68534ef5a88662fcd3bc6afde1d07ffffefe84fafafa9adfdfdfb2bbbbbb\
    cd858585e4505050ff1a1a1a
    """,
    "Blues": "00f7fbff40c6dbef609dcae18366abd49f4292c6be2272b6df08519cff08306b",
    "Greens": "00f7fcf520e5f5e041c6e8bf5fa2d99c8073c476a040aa5dc61c8540df006d2cff00441b",
    "Reds": "00fff5f020fee0d23bfcc1a85efc94747cfb6e4e9ef03d2dbfcb181ddda81016ff67000d",
    "Greys": "00ffffff26ececec3fdadada5fbebebe80959595c1505050df252525ff000000",
    "Oranges": "00fff5eb20fee6ce3ffdd1a360fdae6a80fd8c3b9ff16913c0d84801dfa63603ff7f2704",
    "Purples": "00fcfbfd22eeecf440dadaeb5fbdbedc7f9e9bc8a17f7bb9bc6c55a5de552890ff3f007d",
    "YlGn": "00ffffe51ff7fcba40d9f0a361abdc8d7c7ec97ba040aa5cbf238443df006837ff004529",
    "YlGnBu": "00ffffd920edf8b13fc8e9b45f80cebb8040b5c49f1d91c0bf225ea8df253494ff081d58",
    "YlOrRd": "00ffffcc40fed97661feb04b7ffd8e3ca0fc4d2abfe31a1cd6c80723dfbd0026ff800026",
    "YlOrBr": "00ffffe520fff7bc40fee39061fec24d80fe982999f078189eed7215c0cb4b02df993404ff662506",
    "BuGn": "00f7fcfd20e5f5f940ccece66098d8c98065c2a39e43af78bf238b45df006d2cff00441b",
    "BuPu": "00f7fcfd23ddeaf33ec1d4e7609ebcda669ab4d67f8c97c6a38c66afbe88439edf810f7cff4d004b",
    "GnBu": "00f7fcf01ee1f4dc40ccebc55fa9ddb5807accc4a04db2d3bd2d8fbfdf0868acff084081",
    "OrRd": "00fff7ec21fee7c73efdd5a05bfdbf8862fdb88181fb8b58a0ef6447bdd93422dfb30000ff7f0000",
    "PuBu": """
    00fff7fb1fede7f23ed2d2e74dbfc9e1659ebad97f75a9cf8962a2cba0358fc0bf0570b0e004598cff023858
    """,
    "PuBuGn": "00fff7fb1fede3f040d0d1e65fa7bddb8066a9cf9e3891c1a2328fbcbf02818ade016d5bff014636",
    "PuRd": "00f7f4f91fe7e2ef3fd4bada5fc995c77cdd6ab3a0e72989c0cd1256df980043ff67001f",
    "RdPu": "00fff7f31ffde1de41fcc4c05ffaa0b580f767a1a1db3196bfae017ee0790177ff49006a",
    "binary": "00ffffffff000000",
    "terrain": "00333399260098fe29009eef3e00c9704001cc667ffdff9980fefe98bf805c54ffffffff",
    "ocean": "0000800055000055aa0080aaffffffff",
    "rainbow": """
    008000ff115e35fe23396bf92f218cf44000b5eb5020d5e15e3dead56c58f8c97b76ffb98890feab9bb6f193\
    acd9da7dbffeb562d0ff8c49dcff6b37ffff0000
    """,
    "gist_rainbow": """
    00ff002907ff000308ff020037feff006600ff007400ff4b9500fffd9600fcffc40002ffc70e00fff3fe00ff\
    f5ff00f6ffff00bf
    """,
    "gist_earth": """
    000000000101002b02010039060400640705006e080502741f1537783020597b483080804930817e75459a49\
    774a9b468e7ca753b2b7b75ec8c0a465ccc4a46fd4cdaa82ddd7b298e5e0bdadf5f2deddfffdfbfb
    """,
    "gist_heat": "000000007fbe0000a9fe5300bfff7f00ffffffff",
    "nipy_spectral": """
    000000000c7000800d770088198700981a83009a260300aa270000ad330000dd400078dd4c0098dd4d009adb\
    5900aaab6600aa8872009a0873009a009900ff00a5b0ff00a6bcff00b3efed00bfffcd00ccff9900d8ff0900\
    d9fe0000e5de0000f2cc0000f3cc0c0cffcccccc
    """,
    "cubehelix": """
    00000000090e050f161911291c1a1835251a254332163b4e3715444f4216574b4e206840552b6f395d3c7632\
    634c792f6f6f7b3176847a3881a4794c8bbc796795cc7c869dd381a0a5d589b8b1d09ad7bacaa9e7c0c6b4ee\
    c9c2c5f3d0c1d1f3dbc6e1f1e5d1edeff0e3f6f0f6effaf4ffffffff
    """,
    "gnuplot": """
    00000000011000060217000d0524001f093000380d3a0050164b0084225d01be286501d5327102f1367502f8\
    3e7e04ff448405fe4d8c07f2529108e65b980cc8609c0eb368a3118c6ea7146b7fb4200380b520008abc2800\
    a2cb4100afd35200c6e17700d3e89000e4f1b600f4f9df00ffffff00
    """,
    "twilight": """
    00e2d9e205dcd9df0bd0d4d910c2ced416b0c5cd2093b4c62782a7c3297fa5c3307196c136698abf3f6277bb\
    495f60b4525e4caa5a5c389d5f5a2b906258268a65551f7f6a4f19706e4714617142125772411256743d114e\
    7c33113c7f301437843412388c43123e945615469c6c1b4ea47f2350a88a2950b6a54350c1b55b53cabe705b\
    d4c6876bdbca9a7de3cfad96e4cfae97e6d1b4a0f1dacbc5f7dfd4d6ffe2d9e2
    """,
    "Wistia": "00e4ff7a41ffe7197fffbd00beffa100fffc7f00",
    "afmhot": "00000000408000007ffe7e00bffffe7fffffffff",
    "brg": "000000ff7ffe000180fe0100ff00ff00",
  ]

  /// Maps of so many colours, none of them mixed.
  static let lists: [String: String] = [
    "tab10": "1f77b4ff7f0e2ca02cd627289467bd8c564be377c27f7f7fbcbd2217becf",
    "tab20": """
    1f77b4aec7e8ff7f0effbb782ca02c98df8ad62728ff98969467bdc5b0d58c564bc49c94e377c2f7b6d27f7f\
    7fc7c7c7bcbd22dbdb8d17becf9edae5
    """,
    "tab20b": """
    393b795254a36b6ecf9c9ede6379398ca252b5cf6bcedb9c8c6d31bd9e39e7ba52e7cb94843c39ad494ad661\
    6be7969c7b4173a55194ce6dbdde9ed6
    """,
    "tab20c": """
    3182bd6baed69ecae1c6dbefe6550dfd8d3cfdae6bfdd0a231a35474c476a1d99bc7e9c0756bb19e9ac8bcbd\
    dcdadaeb636363969696bdbdbdd9d9d9
    """,
    "Set1": "e41a1c377eb84daf4a984ea3ff7f00ffff33a65628f781bf999999",
    "Set2": "66c2a5fc8d628da0cbe78ac3a6d854ffd92fe5c494b3b3b3",
    "Set3": "8dd3c7ffffb3bebadafb807280b1d3fdb462b3de69fccde5d9d9d9bc80bdccebc5ffed6f",
    "Pastel1": "fbb4aeb3cde3ccebc5decbe4fed9a6ffffcce5d8bdfddaecf2f2f2",
    "Pastel2": "b3e2cdfdcdaccbd5e8f4cae4e6f5c9fff2aef1e2cccccccc",
    "Paired": "a6cee31f78b4b2df8a33a02cfb9a99e31a1cfdbf6fff7f00cab2d66a3d9affff99b15928",
    "Accent": "7fc97fbeaed4fdc086ffff99386cb0f0027fbf5b17666666",
    "Dark2": "1b9e77d95f027570b3e7298a66a61ee6ab02a6761d666666",
  ]
}
