"""The page of one architecture: what its template is given."""

from __future__ import annotations

from generator.records import FIELDS, Architecture, Entry, Numbers, Provenance
from generator.records.weights import Shelf
from generator.render import breakdown, citing, memory, proof, sizes
from generator.render.curve import curves
from generator.render.diagram import diagram
from generator.render.environment import fragment, page
from generator.render.kin import Kin
from generator.render.links import beside, family_path, model_path, root
from generator.render.nearest import ALONE, Company
from generator.render.references import Reference
from generator.render.units import Figure, count, exact, pixels, rounded, shape, size_in_bytes
from generator.render.weights import weights_table


def model_page(
    entry: Entry,
    kin: Kin,
    provenance: Provenance,
    near: Company = ALONE,
    reference: Reference | None = None,
    shelf: Shelf | None = None,
) -> dict[str, str]:
    """The page's two files; where the native size is refused, the page says so first.

    Args:
        entry: the architecture.
        kin: its family.
        provenance: what it was measured with.
        near: its neighbours and twins.
        reference: how it is cited.
        shelf: its pretrained weights.
    """
    architecture = entry.architecture
    path = model_path(architecture)
    values = _described(architecture, kin) | _proved(entry) | {"root": root(path)}
    cited = reference or Reference(entry=entry, provenance=provenance)
    values |= citing.plain(cited)
    values |= {
        "near": [_neighbour(architecture, one) for one in near.nearest],
        "weights": weights_table(shelf, architecture.weights),
        "twins": [_linked(architecture, one.architecture) for one in near.twins],
    }
    if entry.native is not None:
        values |= _measured(entry, entry.native.numbers)
    template = "model.html" if entry.native is not None else "refused.html"
    values["native_refusal"] = next((r for r in entry.refusals if r.size == architecture.native), None)
    body = fragment(template, **values)
    return page(path, title(entry), sentence(entry), body, citation(cited))


def title(entry: Entry) -> str:
    """What a search engine shows: ``resnet50 (timm): 25.56 M parameters, 4.089 GMACs``."""
    architecture, native = entry.architecture, entry.native
    name = f"{architecture.name} ({architecture.zoo})"
    if native is None:
        return name
    return f"{name}: {rounded(native.numbers.parameters)} parameters, {rounded(native.numbers.macs, 'MACs')}"


def citation(reference: Reference) -> dict[str, str]:
    """The page as a reference manager reads it: the date is that of the release, the address its permalink."""
    release, site = reference.edition.release, reference.edition.site
    return {
        "title": title(reference.entry),
        "author": "Netweight contributors",
        "publication_date": "/".join(release.split(".")[:3]),
        "public_url": reference.address if site else "",
    }


def sentence(entry: Entry) -> str:
    """One sentence made from the facts; plain text."""
    architecture, native = entry.architecture, entry.native
    what = f"{architecture.name}, {_article(architecture.task)} model of {architecture.zoo}"
    if native is None:
        return f"{what}, is not measured at its native size of {pixels(architecture.native)}."
    numbers = native.numbers
    given = f"one {shape(architecture.sample_shape(native.size))} input"
    if architecture.images > 1:
        given = f"{architecture.images} inputs of {shape(architecture.sample_shape(native.size))}"
    return (
        f"{what}, has {rounded(numbers.parameters)} parameters "
        f"and takes {rounded(numbers.macs, 'MACs')} ({rounded(numbers.flops, 'FLOPs')}) for {given}."
    )


def _linked(here: Architecture, there: Architecture) -> tuple[str, str]:
    """What another architecture is called on a page, and the way to it."""
    return (there.name if there.zoo == here.zoo else there.key), beside(here, there)


def _neighbour(here: Architecture, entry: Entry) -> tuple[str, str, str, Figure, Figure]:
    """Name, the way to it, native size, parameters and MACs of a neighbour.

    Raises:
        ValueError: it is not measured at its native size.
    """
    if entry.native is None:
        raise ValueError(f"{entry.architecture.key} is a neighbour, but is not measured at its native size")
    architecture, numbers = entry.architecture, entry.native.numbers
    figures = (count(numbers.parameters), count(numbers.macs))
    return *_linked(here, architecture), pixels(architecture.native), *figures


def _article(task: str) -> str:
    return f"{'an' if task[:1].lower() in 'aeiou' else 'a'} {task}"


def _described(architecture: Architecture, kin: Kin) -> dict[str, object]:
    return {
        "architecture": architecture,
        "family_path": family_path(architecture),
        "kin": [(one.name, beside(architecture, one)) for one in kin.neighbours],
        "members": exact(kin.members),
        "namesakes": [(one.key, beside(architecture, one)) for one in kin.namesakes],
        "native": pixels(architecture.native),
        "native_px": str(architecture.native),
        "sample": shape(architecture.sample_shape(architecture.native)),
    }


def _proved(entry: Entry) -> dict[str, object]:
    return {
        "published": proof.published_rows(entry),
        "sentence": sentence(entry),
        "curves": curves(entry),
        "sizes": sizes.size_table(entry),
    }


def _measured(entry: Entry, numbers: Numbers) -> dict[str, object]:
    values: dict[str, object] = {
        "calculator": memory.calculator(numbers),
        "choices": memory.choices(numbers),
        "diagram": diagram(entry),
        "headline": headline(numbers),
        "layers": exact(sum(stage.layers for stage in entry.stages)),
        "operators": proof.operator_rows(entry.operators, numbers),
        "peak": None if entry.peak is None else memory.peak_sentence(entry.peak),
        "stages": breakdown.stage_rows(entry.stages, numbers),
        "timeline": memory.timeline(entry.peak),
        "total_macs": count(numbers.macs),
        "total_parameters": count(numbers.parameters),
        "uncounted": [(name, exact(calls)) for name, calls in numbers.uncounted],
        "verified": entry.verified,
    }
    return values | _figured(numbers)


def _figured(numbers: Numbers) -> dict[str, object]:
    """Tables of the numbers at the native size, and ``places``: where the exact integers of their rounded figures are.

    Those are places in the list of fields, from 1, in the order in which the template prints the figures: sixty integers
    would be a kilobyte of every page. ``docs/assets/sizes.js`` reads them.
    """
    memories, roles = memory.memory_facts(numbers), breakdown.role_rows(numbers)
    facts, deploy = breakdown.parameter_facts(numbers), breakdown.deploy_rows(numbers)
    batch_norm, buffers = breakdown.batch_norm_facts(numbers), breakdown.buffer_facts(numbers)
    in_bytes, kinds = breakdown.byte_facts(numbers), proof.kind_rows(numbers)
    conventions = proof.convention_rows(numbers)
    printed = [
        *(one.figure for one in memories),
        *(figure for one in roles for figure in (one.weights, one.biases) if figure),
        *(one.figure for one in facts),
        *(figure for _, *figures in deploy for figure in figures),
        *(one.figure for one in (*batch_norm, *buffers, *in_bytes)),
        *(one.macs for one in kinds),
        *(one.figure for one in conventions),
    ]
    return {
        "batch_norm": batch_norm,
        "buffers": buffers,
        "bytes": in_bytes,
        "conventions": conventions,
        "deploy": deploy,
        "facts": facts,
        "kinds": kinds,
        "memory": memories,
        "places": " ".join(str(_PLACES[one.field]) for one in printed if one.field and one.title),
        "roles": roles,
    }


_PLACES = {field.name: place for place, field in enumerate(FIELDS, start=1)}


def headline(numbers: Numbers) -> tuple[tuple[str, str, Figure], ...]:
    """Name, anchor and figure of the numbers that most readers come for."""
    needed = numbers.training_bytes(32)
    training = (
        []
        if needed is None
        else [("Training memory, batch 32, AdamW", "training_bytes", size_in_bytes(needed))]
    )
    return (
        ("Parameters", "parameters", count(numbers.parameters)),
        ("MACs", "macs", count(numbers.macs)),
        ("FLOPs", "flops", count(numbers.flops)),
        ("Activations", "activations", count(numbers.activations)),
        ("Inference memory, batch 1", "inference_bytes", size_in_bytes(numbers.inference_bytes(1))),
        *training,
    )
