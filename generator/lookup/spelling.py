"""How people spell the names of architectures: text -> atoms, and which atoms mean the same.

The twin of ``docs/assets/search-spelling.js``, without its typos: a test holds the tables of both together. An atom is a run of
letters, a run of digits, or a version such as "v2": "ResNet-50" and "resnet50" both are (resnet, 50).
"""

from __future__ import annotations

import re
import unicodedata

SAME: tuple[tuple[str, ...], ...] = tuple(
    tuple(group.split())
    for group in (
        "tiny t ti,small s,medium m,base b,large l,huge h,giant g,nano n,xlarge xl,xxlarge xxl,patch p,window win w,"
        "distilled dist,quantized quantised,efficientnet effnet,resnet rn r,mobilenet mbnet,batchnorm bn,atto a,femto f,"
        "xsmall xs,xxsmall xxs,xtiny xt,xxtiny xxt,reg register registers"
    ).split(",")
)
"""Groups of words that stand for each other in names: timm writes "base", torchvision "b"."""

ALIASES: tuple[tuple[str, str], ...] = (
    ("inception v1", "googlenet"),
    ("swin transformer", "swin"),
    ("vision transformer", "vit"),
    ("extra large", "xlarge"),
    ("extra small", "xsmall"),
    ("deit iii", "deit 3"),
    ("int 8", "quantized"),
    ("mlp mixer", "mixer"),
    ("video swin", "swin 3 d"),
    ("segment anything", "sam"),
    ("big transfer", "bit"),
    ("bit m r", "bit resnet v2"),
    ("bit s r", "bit resnet v2"),
    ("batch norm", "bn"),
    ("noisy student", "ns"),
    ("wrn", "wide resnet"),
    ("mobileclip s", "fastvit mci"),
    ("perception encoder", "pe core"),
    ("resmlp b", "resmlp big"),
    ("mnasnet a 1", "semnasnet 100"),
    ("mnasnet b 1", "mnasnet 100"),
)
"""What people call an architecture that the zoos name otherwise; both sides as atoms."""

NOISE: frozenset[str] = frozenset(
    "px pixel pixels model models architecture weights hf hub facebook google microsoft pretrain pretrained with".split()
)
"""Words that say nothing about which architecture is meant."""

_NOTATIONS = (
    (re.compile(r"^R([0-9]*)\s*\+\s*ViT-(Ti|[SBL])/([0-9]+)", re.IGNORECASE), r"vit \2 r\1 s\3"),
    (re.compile(r"efficientnet[-_ ]?edgetpu[-_ ]?([sml])", re.IGNORECASE), r"efficientnet e\1"),
    (re.compile(r"([a-z])\+(?![a-z0-9])", re.IGNORECASE), r"\1 plus "),
)
_GIGANTIC = re.compile(r"(?<![A-Za-z])G(?=[-/ ]?14)")
_HUNDREDTHS = re.compile(r"([0-9])[.,]([0-9]{1,2})(?![0-9])")
_REGNET = re.compile(
    r"RegNet-?([XYZ])[-_ ]?([0-9]+(?:\.[0-9]+)?)[-_ ]?([GM])F?(?![A-Za-z0-9])", re.IGNORECASE
)
_ATOM = re.compile(r"[a-z]*?v[0-9]+|[a-z]+|[0-9]+")
_VERSION = re.compile(r"([a-z]+)(v[0-9]+)")
_VIT_SIZE = re.compile(r"vit(ti|[tsblhg])")
_MEANINGS = {word: place for place, group in enumerate(SAME) for word in group}


def synonyms(one: str, other: str) -> bool:
    """Whether two atoms mean the same without being the same."""
    return one in _MEANINGS and _MEANINGS[one] == _MEANINGS.get(other)


def atoms(text: str) -> tuple[str, ...]:
    """The atoms of a text; a "v" between letters and digits belongs to the digits: "dinov2" is (dino, v2)."""
    found: list[str] = []
    for match in _ATOM.finditer(text.lower()):
        version = _VERSION.fullmatch(match[0])
        found.extend(version.groups() if version else (match[0],))
    return tuple(found)


def query_atoms(text: str) -> tuple[str, ...]:
    """The atoms of what somebody writes, with aliases and notations resolved and noise left out."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    for pattern, meant in _NOTATIONS:
        plain = pattern.sub(meant, plain)
    parts = [_VIT_SIZE.sub(r"vit \1", atom) if _VIT_SIZE.fullmatch(atom) else atom for atom in atoms(plain)]
    joined = " ".join(part for part in parts if part not in NOISE)
    for said, meant in ALIASES:
        joined = f" {joined} ".replace(f" {said} ", f" {meant} ", 1).strip()
    return tuple(joined.split())


def readings(text: str) -> tuple[str, ...]:
    """The text, and what else it may mean: 0.75 may be 075, ViT-G/14 is larger than ViT-g/14, RegNetY-4GF is regnety_040."""
    found = [text]
    if re.search(r"[0-9][.,][0-9]", text):
        found.append(_HUNDREDTHS.sub(lambda match: f" {match[1]}{match[2].ljust(2, '0')} ", text))
    if _GIGANTIC.search(text) and text != text.upper():
        found.append(_GIGANTIC.sub(" gigantic ", text))
    if _REGNET.search(text):
        found.append(_REGNET.sub(_regnet, text))
    return tuple(found)


def _regnet(match: re.Match[str]) -> str:
    """Timm writes tenths of a thousand million MACs in three digits."""
    tenths = float(match[2]) * (10 if match[3].upper() == "G" else 0.01)
    return f"regnet{match[1]} {round(tenths):03d}"
