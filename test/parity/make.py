"""Writes the golden bundles and tensors that the parity tests compare with.

    python -m venv .venv && .venv/bin/pip install -r test/parity/requirements.txt
    .venv/bin/python test/parity/make.py --seed 7 --out /tmp/parity-7
    MANIFOLD_PARITY=/tmp/parity-7 npm test -- parity

Another seed draws other weights and other sizes. Those in test/parity/golden are of seed 0.
"""

import argparse
import shutil
from pathlib import Path

import torch
from frechet import write_frechet
from networks import write_networks
from pipelines import write_pipelines
from safety import write_safety
from scheduler import write_scheduler
from tokenizer import write_tokenizer


def main() -> None:
    parser = argparse.ArgumentParser(description="golden bundles and tensors for the parity tests")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "golden")
    asked = parser.parse_args()
    torch.set_num_threads(1)
    shutil.rmtree(asked.out, ignore_errors=True)
    write_networks(asked.out, torch.Generator().manual_seed(asked.seed))
    write_scheduler(asked.out / "scheduler", torch.Generator().manual_seed(asked.seed))
    write_tokenizer(asked.out / "tokenizer")
    write_frechet(asked.out / "frechet", asked.seed)
    write_pipelines(asked.out / "pipelines", torch.Generator().manual_seed(asked.seed))
    write_safety(asked.out / "guard", torch.Generator().manual_seed(asked.seed))


if __name__ == "__main__":
    main()
