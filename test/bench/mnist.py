"""The U-Nets of CS180 project 5B in PyTorch, with a training step for each: what test/bench/train.ts measures ours beside."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def normed(conv: nn.Module, out: int) -> nn.Sequential:
    return nn.Sequential(conv, nn.BatchNorm2d(out), nn.GELU())


def conv_block(channels: int, out: int) -> nn.Sequential:
    return nn.Sequential(
        normed(nn.Conv2d(channels, out, 3, 1, 1), out),
        normed(nn.Conv2d(out, out, 3, 1, 1), out),
    )


def down_block(channels: int, out: int) -> nn.Sequential:
    return nn.Sequential(normed(nn.Conv2d(channels, out, 3, 2, 1), out), conv_block(out, out))


def up_block(channels: int, out: int) -> nn.Sequential:
    return nn.Sequential(normed(nn.ConvTranspose2d(channels, out, 4, 2, 1), out), conv_block(out, out))


def fc_block(width: int, out: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(width, out), nn.GELU(), nn.Linear(out, out))


class UNet(nn.Module):
    """x [N,1,28,28], t [N] in [0, 1] where the net is told it, and a one-hot class c [N,10] where it is told that."""

    def __init__(self, d: int, *, timed: bool, classed: bool):
        super().__init__()
        self.timed, self.classed = timed, classed
        self.enter = conv_block(1, d)
        self.down1 = down_block(d, d)
        self.down2 = down_block(d, 2 * d)
        self.flatten = nn.Sequential(nn.AvgPool2d(7), nn.GELU())
        self.unflatten = normed(nn.ConvTranspose2d(2 * d, 2 * d, 7, 7, 0), 2 * d)
        self.up1 = up_block(4 * d, d)
        self.up2 = up_block(2 * d, d)
        self.leave = conv_block(2 * d, d)
        self.final = nn.Conv2d(d, 1, 3, 1, 1)
        if timed:
            self.time1, self.time2 = fc_block(1, 2 * d), fc_block(1, d)
        if classed:
            self.class1, self.class2 = fc_block(10, 2 * d), fc_block(10, d)

    def forward(self, x: Tensor, t: Tensor, c: Tensor) -> Tensor:
        full = self.enter(x)
        half = self.down1(full)
        quarter = self.down2(half)
        middle = self.unflatten(self.flatten(quarter))
        if self.classed:
            middle = middle * self.class1(c)[:, :, None, None]
        if self.timed:
            middle = middle + self.time1(t[:, None])[:, :, None, None]
        up1 = self.up1(torch.cat([middle, quarter], 1))
        if self.classed:
            up1 = up1 * self.class2(c)[:, :, None, None]
        if self.timed:
            up1 = up1 + self.time2(t[:, None])[:, :, None, None]
        up2 = self.up2(torch.cat([up1, half], 1))
        return self.final(self.leave(torch.cat([up2, full], 1)))


NETS = {
    "mnist-denoiser": {"timed": False, "classed": False},
    "mnist-time": {"timed": True, "classed": False},
    "mnist-class": {"timed": True, "classed": True},
    "mnist-flow": {"timed": True, "classed": True},
}


class TrainingStep:
    """Forward, squared error, gradients and Adam on one random batch, in one of PyTorch's memory layouts."""

    def __init__(self, net: str, hidden: int, batch: int, setting: str):
        layout = torch.channels_last if setting == "channels_last" else torch.contiguous_format
        torch.manual_seed(0)
        self.net = UNet(hidden, **NETS[net]).to(memory_format=layout)
        self.adam = torch.optim.Adam(self.net.parameters(), lr=1e-3, fused=True)
        self.x, self.target = (torch.randn(batch, 1, 28, 28).to(memory_format=layout) for _ in range(2))
        self.t = torch.rand(batch)
        self.c = F.one_hot(torch.randint(10, (batch,)), 10).float()

    def run(self) -> float:
        loss = F.mse_loss(self.net(self.x, self.t, self.c), self.target)
        self.adam.zero_grad(set_to_none=True)
        loss.backward()
        self.adam.step()
        return loss.item()
