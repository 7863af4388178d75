"""The smallest mode that gives a zoo's answers in a forward."""

import torch
from torch.utils._python_dispatch import TorchDispatchMode


class Answering(TorchDispatchMode):
    def __init__(self, answers):
        super().__init__()
        self.answers = answers

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        answer = self.answers.get(str(func))
        if answer is None:
            return func(*args, **(kwargs or {}))
        return answer(func, args, kwargs or {})


def forward(zoo, name, size, watch=()):
    """The result of one eval forward, and the shapes that the modules named in ``watch`` were given."""
    model = zoo.build(name, size)
    shapes = {}

    def note(path):
        def hook(module, inputs):
            shapes[path] = tuple(inputs[0].shape)

        return hook

    for path in watch:
        model.get_submodule(path).register_forward_pre_hook(note(path))
    with torch.no_grad(), Answering(zoo.ceilings(name)):
        result = model(*zoo.sample(name, size))
    return result, shapes
