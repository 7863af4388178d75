/* The architectures that are compared, in order, with what moves and removes them; and what could not be found. */
import { SITE, button, element } from "./dom.js"

/** `list` with the item at a place moved by some places. */
export function moved(list, place, by) {
  const others = list.filter((_, at) => at !== place)
  others.splice(place + by, 0, list[place])
  return others
}

/** The list; `change(keys, focus)` is called with the new order and the label of the button to stand on. */
export function comparedList(rows, keys, change) {
  const items = keys.map((key, place) => {
    const row = rows.get(key)
    const [left, right] = [`Move ${key} towards the first`, `Move ${key} towards the last`]
    return element("li", { class: `nwt-line-${place + 1}` },
      element("a", { href: new URL(`${row.path}/`, SITE) }, row.name), element("small", {}, row.zoo),
      button("←", () => change(moved(keys, place, -1), left), { "aria-label": left, disabled: place === 0 }),
      button("→", () => change(moved(keys, place, 1), right), { "aria-label": right, disabled: place === keys.length - 1 }),
      button("×", () => change(keys.filter(one => one !== key), null), { "aria-label": `Remove ${key}` }))
  })
  return element("ol", { class: "nwt-key nwt-compared", "aria-label": "Compared architectures" }, ...items)
}

/** What is wrong with names of the address, each with those that may be meant; `take(text, key)` chooses one. */
export function troubles(wrong, left, take) {
  const messages = wrong.map(({ text, why, near }) => element("p", {}, `${why}. `,
    near.length > 0 ? (near.length > 1 ? "Do you mean one of these? " : "Do you mean this one? ") : "Nothing near it is known.",
    ...near.map(row => button(row.key, () => take(text, row.key), { "aria-label": `Take ${row.key} for ${text}` }))))
  if (left.length > 0) messages.push(element("p", {}, `Eight architectures at most are compared; left out: ${left.join(", ")}.`))
  return messages.length > 0 ? [element("div", { class: "nwt-error", role: "alert" }, ...messages)] : []
}

const EXAMPLES = [
  ["ResNet-50 in both zoos, and with the stem of ResNet-D", "a=torchvision/resnet50,timm/resnet50,timm/resnet50d"],
  ["Four networks of about 4.5 GMACs: ConvNeXt, Swin, DeiT, RegNet",
    "a=timm/convnext_tiny,timm/swin_tiny_patch4_window7_224,timm/deit_small_patch16_224,timm/regnety_040&px=224"],
  ["ViT-B/16 of torchvision and of timm at 224 and 384 px",
    "a=torchvision/vit_b_16,timm/vit_base_patch16_224&px=224,384"],
]

/** What stands on the page before anything is chosen. */
export const emptyState = () => element("div", { class: "nwt-empty" },
  element("p", {}, "Add two to eight architectures above, pick rows in ",
    element("a", { href: new URL("browse/", SITE) }, "Browse"), ", or begin with an example:"),
  element("ul", {}, ...EXAMPLES.map(([words, query]) =>
    element("li", {}, element("a", { href: new URL(`compare/?${query}`, SITE) }, words)))))
