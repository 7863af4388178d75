/*
 * How people spell the names of architectures: text -> atoms, and which atoms mean the same.
 *
 * An atom is a run of letters, a run of digits, or a version such as "v2". "ResNet-50", "resnet50" and
 * "resnet 50" all are [resnet, 50]; "mobilenetv3" and "MobileNet v3" both are [mobilenet, v3].
 * Classic script: the search worker loads it with importScripts, tests load it in the same way.
 */
"use strict"

;(scope => {
  /* Groups of words that stand for each other in names: timm writes "base", torchvision "b". */
  const SAME = [
    ["tiny", "t", "ti"], ["small", "s"], ["medium", "m"], ["base", "b"], ["large", "l"],
    ["huge", "h"], ["giant", "g"], ["nano", "n"], ["xlarge", "xl"], ["xxlarge", "xxl"],
    ["patch", "p"], ["window", "win", "w"], ["distilled", "dist"], ["quantized", "quantised"],
    ["efficientnet", "effnet"], ["resnet", "rn", "r"], ["mobilenet", "mbnet"],
    ["batchnorm", "bn"], ["atto", "a"], ["femto", "f"], ["xsmall", "xs"], ["xxsmall", "xxs"], ["xtiny", "xt"], ["xxtiny", "xxt"],
    ["reg", "register", "registers"],
  ]

  /* What people call an architecture that the zoos name otherwise; both sides as atoms. */
  const ALIASES = [
    ["inception v1", "googlenet"], ["swin transformer", "swin"], ["vision transformer", "vit"],
    ["extra large", "xlarge"], ["extra small", "xsmall"],
    ["deit iii", "deit 3"], ["int 8", "quantized"], ["mlp mixer", "mixer"], ["video swin", "swin 3 d"],
    ["segment anything", "sam"], ["big transfer", "bit"], ["bit m r", "bit resnet v2"], ["bit s r", "bit resnet v2"],
    ["batch norm", "bn"], ["noisy student", "ns"], ["wrn", "wide resnet"], ["mobileclip s", "fastvit mci"],
    ["perception encoder", "pe core"], ["resmlp b", "resmlp big"],
    ["mnasnet a 1", "semnasnet 100"], ["mnasnet b 1", "mnasnet 100"],
  ]

  /* Words that say nothing about which architecture is meant. */
  const NOISE = new Set([
    "px", "pixel", "pixels", "model", "models", "architecture", "weights", "hf", "hub", "facebook", "google", "microsoft",
    "pretrain", "pretrained", "with",
  ])

  /* Ways of writing that letters and digits alone would lose; before anything else. */
  const NOTATIONS = [
    [/^R(\d*)\s*\+\s*ViT-(Ti|[SBL])\/(\d+)/i, "vit $2 r$1 s$3"], // a ResNet below a ViT: stride, not patch
    [/_Weights(?:\.DEFAULT)?(?![a-z0-9])/i, " torchvision "], // VGG19_BN_Weights.DEFAULT
    [/^(?!.*clip)(.*)bigG/i, "clip $1 gigantic "], // OpenCLIP's ViT-bigG-14
    [/efficientnet[-_ ]?edgetpu[-_ ]?([sml])/i, "efficientnet e$1"],
    [/([a-z])\+(?![a-z0-9])/gi, "$1 plus "], // Hiera-B+
    [/(?<![a-z0-9])\d+xb\d+(?![a-z0-9])/gi, " "], // MMPretrain's devices and batch: resnet50_8xb32_in1k
  ]

  const meanings = new Map()
  SAME.forEach((words, group) => words.forEach(word => meanings.set(word, group)))

  /** Whether two atoms mean the same without being the same. */
  const synonyms = (a, b) => meanings.has(a) && meanings.get(a) === meanings.get(b)

  /**
   * Atoms of a text: [{text, from, to}] with the places in the text.
   * A "v" between letters and digits belongs to the digits: "dinov2" is [dino, v2], "v" alone stays.
   */
  function atoms(text) {
    const found = []
    const lower = text.toLowerCase()
    const pattern = /[a-z]*?v\d+|[a-z]+|\d+/g
    for (let match; (match = pattern.exec(lower)); ) {
      const version = /^([a-z]*)(v\d+)$/.exec(match[0])
      if (version === null || !version[1]) {
        found.push({ text: match[0], from: match.index, to: pattern.lastIndex })
        continue
      }
      const middle = match.index + version[1].length
      found.push({ text: version[1], from: match.index, to: middle })
      found.push({ text: version[2], from: middle, to: pattern.lastIndex })
    }
    return found
  }

  /* "dinov2_vitg14", as its authors write: the letter is the size. */
  const VIT_SIZE = /^vit(ti|[tsblhg])$/

  /* ViT-g/14 is the giant one and ViT-G/14 a larger one; many write G for both. */
  const GIGANTIC = /(?<![A-Za-z])G(?=[-/ ]?14)/

  /* timm writes tenths of a thousand million MACs in three digits: RegNetY-4GF is regnety_040. */
  const REGNET = /RegNet-?([XYZ])[-_ ]?(\d+(?:\.\d+)?)[-_ ]?([GM])F?(?![A-Za-z0-9])/i
  const regnet = (_, kind, number, unit) =>
    `regnet${kind} ${String(Math.round(number * (unit.toUpperCase() === "G" ? 10 : 0.01))).padStart(3, "0")}`

  /** What else a query may mean, as queries; 0.75 may be 075, which is how timm writes widths. */
  function readings(query) {
    const others = []
    if (/\d[.,]\d/.test(query))
      others.push(query.replace(/(\d)[.,](\d{1,2})(?!\d)/g, (_, whole, part) => ` ${whole}${part.padEnd(2, "0")} `))
    if (GIGANTIC.test(query) && /[a-z]/.test(query)) others.push(query.replace(GIGANTIC, " gigantic "))
    if (REGNET.test(query)) others.push(query.replace(REGNET, regnet))
    return others
  }

  /** Atoms of a query as strings. */
  function queryAtoms(query) {
    let text = query.normalize("NFKD").replace(/[\u0300-\u036f]/g, "")
    for (const [written, meant] of NOTATIONS) text = text.replace(written, meant)
    let joined = atoms(text).map(atom => atom.text.replace(VIT_SIZE, "vit $1"))
      .filter(atom => !NOISE.has(atom)).join(" ")
    for (const [said, meant] of ALIASES)
      joined = ` ${joined} `.replace(` ${said} `, ` ${meant} `).trim()
    return joined ? joined.split(" ") : []
  }

  /** Whether one insertion, deletion, substitution or swap of neighbours turns `a` into `b`. */
  function oneTypo(a, b) {
    if (Math.abs(a.length - b.length) > 1 || a === b) return false
    let start = 0
    while (start < a.length && a[start] === b[start]) start++
    let end = 0
    const most = Math.min(a.length, b.length) - start
    while (end < most && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
    const [restA, restB] = [a.slice(start, a.length - end), b.slice(start, b.length - end)]
    if (restA.length <= 1 && restB.length <= 1) return true
    return restA.length === 2 && restB.length === 2 && restA[0] === restB[1] && restA[1] === restB[0]
  }

  scope.netweightSpelling = { SAME, ALIASES, NOISE, atoms, queryAtoms, readings, synonyms, oneTypo }
})(globalThis)
