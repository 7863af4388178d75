"""What a model and a forward need to keep, and to move."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias, overload

from generator.records.field import Tally, define
from generator.records.operations import OperationNumbers

ITEMSIZE = {"float32": 4, "bfloat16": 2}
"""Bytes of an element by the data type that a model is converted to."""

OPTIMIZER_STATES = {"SGD": 0, "SGD with momentum": 1, "Adam": 2, "AdamW": 2}
"""Copies of the trainable parameters that an optimizer keeps between steps, its step counters apart."""

PRECISIONS = ("float32", "mixed")
"""Of a training step: all in float32, or a forward under autocast to bfloat16 over parameters in float32."""


Lines: TypeAlias = tuple[tuple[str, str], ...]
"""Straight lines over the batch, the highest of which is the peak: fields of what is fixed, and of what a sample adds."""

SAMPLE_PEAKS = {"float32": "peak_activation_bytes", "bfloat16": "peak_activation_bytes_bfloat16"}
"""The peak of an eval forward of one sample, by the data type that a model is converted to."""

INFERENCE_LINES: dict[str, Lines] = {
    "float32": (
        ("peak_fixed_bytes", "peak_sample_bytes"),
        ("peak_small_fixed_bytes", "peak_small_sample_bytes"),
    ),
    "bfloat16": (
        ("peak_fixed_bytes_bfloat16", "peak_sample_bytes_bfloat16"),
        ("peak_small_fixed_bytes_bfloat16", "peak_small_sample_bytes_bfloat16"),
    ),
}
"""Those of an eval forward, at large batches and at small ones, by data type."""

TRAINING_LINES: dict[str, Lines] = {
    "float32": (
        ("training_peak_fixed_bytes", "training_peak_activation_bytes"),
        ("training_small_fixed_bytes", "training_small_sample_bytes"),
    ),
    "mixed": (
        ("mixed_peak_fixed_bytes", "mixed_peak_activation_bytes"),
        ("mixed_small_fixed_bytes", "mixed_small_sample_bytes"),
    ),
}
"""Those of a training step, by precision."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MemoryNumbers(OperationNumbers):
    """Bytes of tensors at rest and of those that a forward makes."""

    parameter_bytes: int = define(
        "memory", "bytes", "bytes of distinct parameters in the data type they are constructed in"
    )
    buffer_bytes: int = define(
        "memory", "bytes", "bytes of distinct buffers in the data type they are constructed in"
    )
    batch_norm_buffer_bytes: int = define("memory", "bytes", "bytes of batch_norm_buffers")
    checkpoint_bytes: int = define(
        "memory", "bytes", "bytes of all tensors in the state_dict, tied storage once"
    )
    feature_bytes: int = define(
        "memory",
        "bytes",
        "bytes of every tensor that depends on the input and that an operator of an eval forward writes to new memory; nothing reused, views and in-place results free, fused attention one operator, of a recurrent layer only what it returns",
    )
    peak_activation_bytes: int = define(
        "memory",
        "bytes",
        "the most bytes of tensors alive at one moment of an eval forward without gradients, the input included, "
        "parameters and buffers apart; fused attention keeps no matrix of scores",
    )
    peak_activation_bytes_bfloat16: int | None = define(
        "memory",
        "bytes",
        "peak_activation_bytes of the model and its input converted to bfloat16; what a model converts back to float32 "
        "takes four bytes an element",
    )
    peak_sample_bytes: int | None = define(
        "memory",
        "bytes",
        "what each further sample of a batch adds to the peak of an eval forward; measured at the native size",
    )
    peak_fixed_bytes: int | None = define(
        "memory",
        "bytes",
        "the part of that peak that does not grow with the batch; measured at the native size",
        signed=True,
    )
    peak_small_sample_bytes: int | None = define(
        "memory", "bytes", "peak_sample_bytes at a batch of two, where another moment may be the peak"
    )
    peak_small_fixed_bytes: int | None = define(
        "memory", "bytes", "peak_fixed_bytes at a batch of two", signed=True
    )
    peak_sample_bytes_bfloat16: int | None = define(
        "memory", "bytes", "peak_sample_bytes of the model and its input converted to bfloat16"
    )
    peak_fixed_bytes_bfloat16: int | None = define(
        "memory", "bytes", "peak_fixed_bytes of the model and its input converted to bfloat16", signed=True
    )
    peak_small_sample_bytes_bfloat16: int | None = define(
        "memory",
        "bytes",
        "peak_sample_bytes_bfloat16 at a batch of two, where another moment may be the peak",
    )
    peak_small_fixed_bytes_bfloat16: int | None = define(
        "memory", "bytes", "peak_fixed_bytes_bfloat16 at a batch of two", signed=True
    )
    saved_bytes: int | None = define(
        "memory",
        "bytes",
        "bytes that autograd keeps for the backward of each further sample of a training forward: distinct "
        "storages, parameters and buffers apart",
    )
    saved_fixed_bytes: int | None = define(
        "memory",
        "bytes",
        "bytes that autograd keeps whatever the batch, such as BatchNorm's saved statistics",
        signed=True,
    )
    training_peak_activation_bytes: int | None = define(
        "memory",
        "bytes",
        "what each further sample adds to the most bytes of tensors alive during a training forward and its backward, "
        "parameters, buffers and the gradients of parameters apart; measured at the native size",
    )
    training_peak_fixed_bytes: int | None = define(
        "memory",
        "bytes",
        "the part of that peak that does not grow with the batch; measured at the native size",
        signed=True,
    )
    training_small_sample_bytes: int | None = define(
        "memory",
        "bytes",
        "training_peak_activation_bytes at a batch of two, where another moment may be the peak",
    )
    training_small_fixed_bytes: int | None = define(
        "memory", "bytes", "training_peak_fixed_bytes at a batch of two", signed=True
    )
    mixed_saved_bytes: int | None = define(
        "memory",
        "bytes",
        "saved_bytes of a training forward in mixed precision, as autocast to bfloat16 does it on CUDA; bfloat16 copies of weights are no parameters; measured at the native size",
    )
    mixed_saved_fixed_bytes: int | None = define(
        "memory",
        "bytes",
        "saved_fixed_bytes in mixed precision, bfloat16 copies of weights included; measured at the native size",
        signed=True,
    )
    mixed_peak_activation_bytes: int | None = define(
        "memory",
        "bytes",
        "training_peak_activation_bytes with the forward in mixed precision: autocast to bfloat16, as on CUDA, over "
        "parameters in float32",
    )
    mixed_peak_fixed_bytes: int | None = define(
        "memory",
        "bytes",
        "training_peak_fixed_bytes in mixed precision, bfloat16 copies of weights included",
        signed=True,
    )
    mixed_small_sample_bytes: int | None = define(
        "memory",
        "bytes",
        "mixed_peak_activation_bytes at a batch of two, where another moment may be the peak",
    )
    mixed_small_fixed_bytes: int | None = define(
        "memory", "bytes", "mixed_peak_fixed_bytes at a batch of two", signed=True
    )
    read_bytes: int = define(
        "memory",
        "bytes",
        "bytes that the operators of an eval forward read: tensor arguments, parameters included",
    )
    written_bytes: int = define("memory", "bytes", "bytes that the operators of an eval forward write")
    parameter_bytes_by_dtype: Tally = define("memory", "bytes by dtype", "parameter_bytes by data type")
    buffer_bytes_by_dtype: Tally = define("memory", "bytes by dtype", "buffer_bytes by data type")

    @property
    def parameter_bytes_bfloat16(self) -> int:
        """Bytes of the parameters stored in bfloat16 or float16: two an element."""
        return 2 * self.parameters

    @property
    def parameter_bytes_int8(self) -> int:
        """Bytes of the parameters stored in int8: one an element, scales not counted."""
        return self.parameters

    def buffer_bytes_in(self, dtype: str) -> int:
        """Bytes of the buffers when the model is converted: float32 ones change, counters and indices do not."""
        floating = dict(self.buffer_bytes_by_dtype).get("float32", 0)
        return self.buffer_bytes - floating + floating // 4 * ITEMSIZE[dtype]

    @overload
    def inference_bytes(self, batch: int) -> int: ...

    @overload
    def inference_bytes(self, batch: int, dtype: str) -> int | None: ...

    def inference_bytes(self, batch: int, dtype: str = "float32") -> int | None:
        """Parameters, buffers and the peak of an eval forward without gradients.

        The peak of one sample is measured. For a batch the peak grows by ``peak_sample_bytes`` a sample where
        that was measured, at the native size, and is taken as so many times that of one sample elsewhere. None where
        the peak in bfloat16 was not measured, since the converted model does not run.

        Args:
            batch: samples in one forward, at least 1.
            dtype: a key of ``ITEMSIZE``: the data type the whole model and its input are converted to.

        Raises:
            KeyError: there is no such data type.
        """
        weights = self.parameters * ITEMSIZE[dtype] + self.buffer_bytes_in(dtype)
        single: int | None = getattr(self, SAMPLE_PEAKS[dtype])
        if single is None:
            return None
        peak = self.highest(batch, INFERENCE_LINES[dtype])
        return weights + (batch * single if batch == 1 or peak is None else peak)

    def training_bytes(self, batch: int, optimizer: str = "AdamW", precision: str = "float32") -> int | None:
        """Parameters, gradients, optimizer state, buffers and the activations of a training step.

        Gradients and states are those of the trainable parameters, in float32 in either precision. The activations are
        the peak over forward and backward; in mixed precision bfloat16 copies of weights are among them. None where that was not measured: at other sizes than the native one.

        Args:
            batch: samples in one step, at least 2: what the straight line was measured from.
            optimizer: a key of ``OPTIMIZER_STATES``.
            precision: one of ``PRECISIONS``.

        Raises:
            KeyError: there is no such optimizer or precision.
        """
        activations = self.highest(batch, TRAINING_LINES[precision])
        if activations is None:
            return None
        copies = 1 + OPTIMIZER_STATES[optimizer]
        weights = ITEMSIZE["float32"] * (self.parameters + copies * self.parameters_trainable)
        return weights + self.buffer_bytes + activations

    def highest(self, batch: int, lines: Lines) -> int | None:
        """The highest of some lines at a batch; None where one was not measured."""
        measured = [(getattr(self, fixed), getattr(self, sample)) for fixed, sample in lines]
        if any(fixed is None or sample is None for fixed, sample in measured):
            return None
        return int(max(fixed + batch * sample for fixed, sample in measured))
