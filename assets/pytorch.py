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


def lstm_layer(operands):
    x = operands["x"].requires_grad_()
    layer = nn.LSTM(x.shape[2], operands["g"].shape[2])
    fill(layer, operands)
    inputs = [x, *layer.parameters()]

    def run():
        for each in inputs:
            each.grad = None
        layer(x)[0].backward(operands["g"])

    return run, lambda: torch.cat([each.grad.flatten() for each in inputs])


def eager_addition(operands):
    a, b = operands["a"], operands["b"]
    state = {}

    def run():
        state["sum"] = (a + b).numpy()

    return run, lambda: torch.from_numpy(state["sum"])


def mlp(hidden, inputs=784):
    return nn.Sequential(nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, 10))


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


class Block(nn.Module):
    def __init__(self, before, after):
        super().__init__()
        stride = 1 if before == after else 2
        self.conv1 = nn.Conv2d(before, after, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(after)
        self.conv2 = nn.Conv2d(after, after, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(after)
        self.shortcut = nn.Identity() if before == after else nn.Conv2d(before, after, 1, stride, bias=False)

    def forward(self, x):
        hidden = torch.relu(self.norm1(self.conv1(x)))
        return torch.relu(self.norm2(self.conv2(hidden)) + self.shortcut(x))


def resnet():
    widths = [(16, 16)] * 3 + [(16, 32), (32, 32), (32, 32), (32, 64), (64, 64), (64, 64)]
    blocks = [Block(before, after) for before, after in widths]
    stem = [nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU()]
    return nn.Sequential(*stem, *blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(65, 64)
        self.lstm = nn.LSTM(64, 128)
        self.head = nn.Linear(128, 65)

    def forward(self, tokens):
        return self.head(self.lstm(self.embedding(tokens))[0])


class Layer(nn.Module):
    def __init__(self, width=128, heads=4):
        super().__init__()
        self.heads = heads
        self.norm1 = nn.LayerNorm(width)
        self.attention = nn.Linear(width, 3 * width)
        self.projection = nn.Linear(width, width)
        self.norm2 = nn.LayerNorm(width)
        self.expand = nn.Linear(width, 4 * width)
        self.contract = nn.Linear(4 * width, width)

    def forward(self, x):
        batch, time, width = x.shape
        parts = self.attention(self.norm1(x)).reshape(batch, time, 3, self.heads, -1)
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        scores = query @ key.transpose(-1, -2) * (width // self.heads) ** -0.5
        later = torch.ones(time, time, dtype=torch.bool).triu(1)
        mixed = torch.softmax(scores.masked_fill(later, -1e9), -1) @ value
        x = x + self.projection(mixed.transpose(1, 2).reshape(batch, time, width))
        return x + self.contract(nn.functional.gelu(self.expand(self.norm2(x))))


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens = nn.Embedding(65, 128)
        self.positions = nn.Embedding(64, 128)
        self.blocks = nn.Sequential(*[Layer() for _ in range(4)])
        self.norm = nn.LayerNorm(128)
        self.head = nn.Linear(128, 65)

    def forward(self, tokens):
        return self.head(self.norm(self.blocks(self.tokens(tokens) + self.positions.weight)))


NETWORKS = {
    "mlp-tiny": lambda: mlp(8, 4),
    "mlp-256": lambda: mlp(256),
    "mlp": lambda: mlp(128),
    "cnn": cnn,
    "resnet": resnet,
    "lstm": Recurrent,
    "gpt": Transformer,
}


def fill(model, tensors):
    """Sets a module's parameters to the given ones."""
    with torch.no_grad():
        for i, parameter in enumerate(model.parameters()):
            parameter.copy_(tensors[f"parameter{i}"])
    return model


def filled(kind, tensors):
    """The network of a kind with the given parameters."""
    return fill(NETWORKS[kind](), tensors)


def training_step(kind, tensors):
    model = filled(kind, tensors)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    x, y = tensors["x"], tensors["y"].long()
    x = x if x.is_floating_point() else x.long()
    state = {}

    def run():
        optimizer.zero_grad(set_to_none=True)
        loss = nn.functional.cross_entropy(model(x).flatten(0, -2), y.flatten())
        loss.backward()
        optimizer.step()
        state["loss"] = loss.item()

    return run, lambda: torch.tensor([state["loss"]])


def inference(kind, tensors):
    model = filled(kind, tensors).eval()
    x = tensors["x"]
    x = x if x.is_floating_point() else x.long()
    state = {}

    def run():
        with torch.no_grad():
            state["logits"] = model(x)

    return run, lambda: state["logits"], lambda file: torch.onnx.export(model, x, file, opset_version=16)


def prepare(workload):
    kind = workload["kind"]
    tensors = {name: load(tensor) for name, tensor in workload["tensors"].items()}
    if kind in OPERATIONS:
        return operation(kind, tensors, workload["options"])
    if kind == "adam":
        return adam(tensors)
    if kind == "lstmLayer":
        return lstm_layer(tensors)
    if kind == "eagerAddition":
        return eager_addition(tensors)
    if kind in NETWORKS:
        return training_step(kind, tensors)
    if kind.endswith("-inference"):
        return inference(kind.removesuffix("-inference"), tensors)
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
        elif ask == "export":
            prepared[2](request["file"])
            answer["value"] = request["file"]
        elif ask == "close":
            prepared = None
            answer["value"] = None
        elif ask == "version":
            answer["value"] = torch.__version__
    except Exception as error:  # whatever it is, the other side has to know
        answer["error"] = f"{type(error).__name__}: {error}"
    print(json.dumps(answer), flush=True)
