"""Any entry that the records allow, for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from generator.dataset.schema import GAP_STAGES, REFUSAL_STAGES
from generator.records import (
    CAUSES,
    FIELDS,
    USES,
    Alive,
    Architecture,
    Entry,
    Field,
    Layer,
    Measurement,
    Numbers,
    OperatorShare,
    Peak,
    Published,
    Reconciled,
    Refusal,
    Size,
    Stage,
    Use,
)

COUNTS = st.integers(0, 2**63 - 1)
TEXTS = st.text(max_size=20)
LABELS = st.text(min_size=1, max_size=20)
NAMES = st.from_regex(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,20}", fullmatch=True)
SIZES = st.builds(Size, st.integers(1, 99_999), st.integers(1, 99_999))
SHAPES = st.lists(COUNTS, max_size=4).map(tuple)
TALLIES = st.dictionaries(LABELS, st.integers(1, 2**63 - 1), max_size=3).map(
    lambda counts: tuple(sorted(counts.items()))
)


def values(field: Field) -> st.SearchStrategy[object]:
    """Any value that a field may have."""
    if field.is_tally:
        return TALLIES
    counts = st.integers(-(2**62), 2**62) if field.is_signed else COUNTS
    return st.none() | counts if field.is_optional else counts


NUMBERS = st.builds(Numbers, **{field.name: values(field) for field in FIELDS})
STAGES = st.builds(
    Stage,
    name=LABELS,
    path=TEXTS,
    output_shape=SHAPES,
    **dict.fromkeys(
        ("blocks", "layers", "parameters", "buffers", "macs", "activations", "output_bytes"), COUNTS
    ),
)
OPERATORS = st.builds(OperatorShare, operator=LABELS, calls=COUNTS, macs=COUNTS)
LAYERS = st.builds(
    Layer,
    path=TEXTS,
    class_name=LABELS,
    stage=TEXTS,
    input_shape=SHAPES,
    output_shape=SHAPES,
    **dict.fromkeys(
        (
            "parameters",
            "buffers",
            "macs",
            "activations",
            "output_bytes",
            "read_bytes",
            "written_bytes",
            "calls",
        ),
        COUNTS,
    ),
)
USES_OF_ANY = st.builds(
    Use,
    kind=st.sampled_from(USES),
    names=st.lists(LABELS, min_size=1, max_size=3).map(tuple),
    elements=COUNTS,
)
ALIVE = st.builds(Alive, bytes=COUNTS, shape=SHAPES, path=TEXTS, operator=LABELS)
PEAKS = st.builds(
    Peak,
    path=TEXTS,
    operator=TEXTS,
    call=COUNTS,
    calls=COUNTS,
    alive=st.lists(ALIVE, max_size=3).map(tuple),
    timeline=SHAPES,
)
RECONCILED = st.builds(Reconciled, cause=st.sampled_from(CAUSES), detail=TEXTS, value=st.none() | COUNTS)
PUBLISHED = st.builds(
    Published,
    source=LABELS,
    field=st.sampled_from(["parameters", "macs", "flops"]),
    value=COUNTS,
    rounded_to=st.integers(1, 10**9),
    size=SIZES,
    url=TEXTS,
)


def architectures(native: Size) -> st.SearchStrategy[Architecture]:
    """Any description with a given native size."""
    return st.builds(
        Architecture,
        zoo=NAMES,
        name=NAMES,
        task=LABELS,
        family=NAMES,
        native=st.just(native),
        test=st.none() | SIZES,
        fixed_size=st.booleans(),
        channels=st.integers(1, 9),
        frames=st.integers(0, 64),
        images=st.integers(1, 2),
        classes=st.integers(0, 22_000),
        weights=TEXTS,
        tags=st.lists(LABELS, max_size=3).map(tuple),
        notes=st.lists(LABELS, max_size=2).map(tuple),
        published=st.lists(PUBLISHED, max_size=2).map(tuple),
    )


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """Any entry: each size has one end, the native size too, and without it there is no stage."""
    sizes = draw(st.lists(SIZES, min_size=1, max_size=5, unique=True).map(sorted))
    refused = draw(st.sets(st.sampled_from(sizes)))
    native = draw(st.sampled_from(sizes))
    one = draw(NUMBERS)
    kinds = st.just(one) | NUMBERS
    has_stages = native not in refused
    architecture = draw(architectures(native))
    gap = st.builds(
        Refusal, size=st.sampled_from(sizes), stage=st.sampled_from(GAP_STAGES), message=LABELS
    ).filter(lambda gap: gap.size not in refused)
    return Entry(
        architecture=architecture,
        measurements=tuple(Measurement(size=s, numbers=draw(kinds)) for s in sizes if s not in refused),
        refusals=tuple(
            Refusal(size=size, stage=draw(st.sampled_from(REFUSAL_STAGES)), message=draw(LABELS))
            for size in sorted(refused)
        ),
        stages=tuple(draw(st.lists(STAGES, max_size=3))) if has_stages else (),
        operators=tuple(draw(st.lists(OPERATORS, max_size=3, unique_by=lambda o: o.operator)))
        if has_stages
        else (),
        gaps=tuple(draw(st.lists(gap, max_size=2))) if len(refused) < len(sizes) else (),
        uses=tuple(draw(st.lists(USES_OF_ANY, max_size=3))) if has_stages else (),
        reconciled=tuple(draw(RECONCILED) for _ in architecture.published),
        peak=draw(st.none() | PEAKS) if has_stages else None,
        second_macs=draw(st.none() | COUNTS),
    )
