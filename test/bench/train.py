"""PyTorch's side of the bench `train`: NET HIDDEN BATCH THREADS SETTING."""

import sys

import torch
from mnist import TrainingStep
from rounds import answer_rounds

net, hidden, batch, threads, setting = sys.argv[1:]
torch.set_num_threads(int(threads))
# As ours does: numbers too small to be normal cost a processor many times as much.
torch.set_flush_denormal(True)
step = TrainingStep(net, int(hidden), int(batch), setting)
answer_rounds({}, step.run)
