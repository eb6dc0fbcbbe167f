"""PyTorch as a contestant: answers lines of JSON on stdin, and times inside this process.

    python3 pytorch.py <threads>
"""

import json
import signal
import sys
import time

import numpy
import torch
from torch import nn

signal.signal(signal.SIGINT, signal.SIG_IGN)
threads = int(sys.argv[1])
torch.set_num_threads(threads)
torch.set_num_interop_threads(1)


def load(tensor):
    data = numpy.fromfile(tensor["file"], dtype=tensor["dtype"]).reshape(tensor["shape"])
    return torch.from_numpy(data)


OPERATIONS = {
    "product": lambda o, v: (o["a"].mT if v["transposeA"] else o["a"]) @ (o["b"].mT if v["transposeB"] else o["b"]),
    "conv": lambda o, v: nn.functional.conv2d(o["x"], o["w"], padding=1),
    "convInputGradient": lambda o, v: nn.grad.conv2d_input(o["x"].shape, o["w"], o["g"], padding=1),
    "convWeightGradient": lambda o, v: nn.grad.conv2d_weight(o["x"], o["w"].shape, o["g"], padding=1),
    "softmax": lambda o, v: torch.softmax(o["x"], -1),
    "gelu": lambda o, v: nn.functional.gelu(o["x"]),
    "layerNorm": lambda o, v: nn.functional.layer_norm(o["x"], (o["x"].shape[-1],), o["weight"], o["bias"]),
}


def operation(kind, operands, options):
    compute = OPERATIONS[kind]
    state = {}

    def run():
        with torch.no_grad():
            state["output"] = compute(operands, options)

    return run, lambda: state["output"]


def adam(operands):
    parameter = nn.Parameter(operands["parameter"])
    parameter.grad = operands["gradient"]
    optimizer = torch.optim.Adam([parameter], lr=1e-3)
    return optimizer.step, lambda: parameter.detach()


def mlp(hidden):
    return nn.Sequential(nn.Linear(784, hidden), nn.ReLU(), nn.Linear(hidden, 10))


def cnn():
    return nn.Sequential(
        nn.Conv2d(1, 32, 3),
        nn.ReLU(),
        nn.Conv2d(32, 64, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(9216, 128),
        nn.ReLU(),
        nn.Linear(128, 10),
    )


NETWORKS = {"mlp-256": lambda: mlp(256), "mlp": lambda: mlp(128), "cnn": cnn}


def training_step(kind, tensors):
    model = NETWORKS[kind]()
    with torch.no_grad():
        for i, parameter in enumerate(model.parameters()):
            parameter.copy_(tensors[f"parameter{i}"])
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    x, y = tensors["x"], tensors["y"].long()
    state = {}

    def run():
        optimizer.zero_grad(set_to_none=True)
        loss = nn.functional.cross_entropy(model(x).flatten(0, -2), y.flatten())
        loss.backward()
        optimizer.step()
        state["loss"] = loss.item()

    return run, lambda: torch.tensor([state["loss"]])


def prepare(workload):
    kind = workload["kind"]
    tensors = {name: load(tensor) for name, tensor in workload["tensors"].items()}
    if kind in OPERATIONS:
        return operation(kind, tensors, workload["options"])
    if kind == "adam":
        return adam(tensors)
    if kind in NETWORKS:
        return training_step(kind, tensors)
    return None


def timed(run, repeats):
    """The milliseconds of one run; the first after another contestant's turn is not counted."""
    if repeats > 1:
        run()
    begun = time.perf_counter()
    for _ in range(repeats):
        run()
    elapsed = time.perf_counter() - begun
    if threads > 1:
        # OpenMP's threads look for work for some milliseconds more: they must not be in the next one's way.
        time.sleep(0.01)
    return 1000 * elapsed / repeats


prepared = None
for line in sys.stdin:
    request = json.loads(line)
    ask = request["ask"]
    answer = {}
    try:
        if ask == "prepare":
            prepared = prepare(request["workload"])
            answer["value"] = prepared is not None
        elif ask == "result":
            prepared[0]()
            numpy.ascontiguousarray(prepared[1]().numpy(), dtype="float32").tofile(request["file"])
            answer["value"] = request["file"]
        elif ask == "time":
            answer["value"] = timed(prepared[0], request["repeats"])
        elif ask == "close":
            prepared = None
            answer["value"] = None
        elif ask == "version":
            answer["value"] = torch.__version__
    except Exception as error:  # whatever it is, the other side has to know
        answer["error"] = f"{type(error).__name__}: {error}"
    print(json.dumps(answer), flush=True)
