"""Loads safetensors that Tensorloom saved into PyTorch's modules and compares the logits of both.

    node tools/interop/save.mjs /tmp/interop && python3 tools/interop/load.py /tmp/interop

Needs PyTorch 1.13 or later, and no package for safetensors. `--write` keeps PyTorch's logits, in float64, as
test/fixtures/interop.json.
"""

import json
import os
import struct
import sys

import torch
import torch.nn.functional as F
from torch import nn

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "fixtures"))
from fixture import write, written  # noqa: E402  (it also makes float64 PyTorch's default)

dtypes = {"F32": torch.float32, "F64": torch.float64, "I32": torch.int32, "I64": torch.int64}


def load_safetensors(path):
    """Eight bytes that say how long the header is, the header in JSON, then the tensors."""
    with open(path, "rb") as file:
        (size,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(size))
        data = file.read()
    header.pop("__metadata__", None)
    return {
        name: torch.frombuffer(bytearray(data[slice(*one["data_offsets"])]), dtype=dtypes[one["dtype"]]).reshape(one["shape"])
        for name, one in header.items()
    }


class LeNet5(nn.Module):
    """LeCun, Bottou, Bengio, Haffner, 1998, section II.B."""

    class Subsampling(nn.Module):
        def __init__(self, maps):
            super().__init__()
            self.coefficient = nn.Parameter(torch.empty(maps, 1, 1))
            self.bias = nn.Parameter(torch.empty(maps, 1, 1))

        def forward(self, x):
            return F.avg_pool2d(x, 2) * self.coefficient + self.bias

    def __init__(self):
        super().__init__()
        self.c1 = nn.Conv2d(1, 6, 5, padding=2)
        self.s2 = self.Subsampling(6)
        self.c3 = nn.Conv2d(6, 16, 5)
        self.s4 = self.Subsampling(16)
        self.c5 = nn.Conv2d(16, 120, 5)
        self.f6 = nn.Linear(120, 84)
        self.output = nn.Linear(84, 10)
        self.register_buffer("table", torch.empty(16, 6, 1, 1))

    def forward(self, x):
        def squash(a):
            return 1.7159 * torch.tanh(2 / 3 * a)

        x = squash(self.s2(squash(self.c1(1.275 * x - 0.1))))
        x = squash(self.s4(squash(F.conv2d(x, self.c3.weight * self.table, self.c3.bias))))
        return self.output(squash(self.f6(squash(self.c5(x)).flatten(1))))


class CharacterRNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(11, 5)
        self.recurrent = nn.LSTM(5, 7, num_layers=2, batch_first=True)
        self.output = nn.Linear(7, 11)

    def forward(self, x):
        return self.output(self.recurrent(self.embedding(x))[0])


class GPT(nn.Module):
    """nanoGPT's modules, with its names; the embedding of tokens is the output layer, too."""

    class Block(nn.Module):
        def __init__(self, width, heads):
            super().__init__()
            self.heads = heads
            self.ln_1 = nn.LayerNorm(width)
            self.attn = nn.ModuleDict({"c_attn": nn.Linear(width, 3 * width), "c_proj": nn.Linear(width, width)})
            self.ln_2 = nn.LayerNorm(width)
            self.mlp = nn.ModuleDict({"c_fc": nn.Linear(width, 4 * width), "c_proj": nn.Linear(4 * width, width)})

        def forward(self, x):
            batch, tokens, width = x.shape
            split = (batch, tokens, self.heads, width // self.heads)
            q, k, v = (part.reshape(split).transpose(1, 2) for part in self.attn.c_attn(self.ln_1(x)).chunk(3, dim=2))
            scores = q @ k.transpose(2, 3) / (width // self.heads) ** 0.5
            later = torch.ones(tokens, tokens).triu(1).bool()
            mixed = scores.masked_fill(later, -torch.inf).softmax(3) @ v
            x = x + self.attn.c_proj(mixed.transpose(1, 2).reshape(batch, tokens, width))
            return x + self.mlp.c_proj(F.gelu(self.mlp.c_fc(self.ln_2(x)), approximate="tanh"))

    def __init__(self):
        super().__init__()
        self.wte = nn.Embedding(11, 12)
        self.wpe = nn.Embedding(8, 12)
        self.h = nn.Sequential(self.Block(12, 2), self.Block(12, 2))
        self.ln_f = nn.LayerNorm(12)

    def forward(self, tokens):
        x = self.wte(tokens) + self.wpe(torch.arange(tokens.shape[1]))
        return self.ln_f(self.h(x)) @ self.wte.weight.T


folder = sys.argv[1]
cases = []
for module in [LeNet5(), CharacterRNN(), GPT()]:
    name = type(module).__name__
    module.load_state_dict(load_safetensors(os.path.join(folder, f"{name}.safetensors")))
    saved = load_safetensors(os.path.join(folder, f"{name}.logits.safetensors"))
    given = saved["input"]
    with torch.no_grad():
        logits = module.eval()(given.double() if given.is_floating_point() else given.long())
    difference = (logits - saved["logits"]).abs().max().item()
    print(f"{name}: logits {list(logits.shape)} differ by {difference:.1e} at most, of {logits.abs().max().item():.2f}")
    if difference > 1e-5:
        sys.exit(f"PyTorch has other logits of {name}")
    cases.append({"name": name, "logits": written(logits)})
if "--write" in sys.argv:
    write("interop", cases)
