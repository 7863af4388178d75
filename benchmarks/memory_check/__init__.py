"""Memory figures beside what a real allocator did, for the models of ``models.txt``: one or more a family.

Each model is built with random weights. It runs twice without gradients and, built anew, makes training steps
in train mode, the loss being the sum of all that it returns; the second run is observed. On the CPU the profiler
gives every allocation and free with the operator it happened in; the sum of what is alive is compared.

Definitions of what is observed, all without parameters and buffers:

- peak: the most bytes alive at one moment, the input included, and what the model keeps from its first run;
- peak without workspaces: the same without memory that was allocated and freed inside one operator;
- training peak: as both, without the gradients of the parameters; those of activations count;
- saved: distinct storages that autograd packs (``saved_tensors_hooks``) in a training forward.

``python -m benchmarks.memory_check``: about fifteen minutes on one core, at most 4 GB.
``--device cuda`` does the same on a GPU, by the history and the counters of its caching allocator.
"""
