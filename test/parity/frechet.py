"""The Frechet distance of two sets of features, by scipy's matrix square root, as pytorch-fid takes it."""

from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from scipy.linalg import sqrtm

WIDTH = 12


def write_frechet(out: Path, seed: int) -> None:
    out.mkdir(parents=True)
    draw = np.random.default_rng(seed)
    one, other = features(draw, 60), features(draw, 45)
    save_file(dict(one=one, other=other, distance=np.float32([distance(one, other)])), out / "features.safetensors")


def features(draw: np.random.Generator, count: int) -> np.ndarray:
    """Correlated numbers, half of them 0, as a layer of rectifiers gives them."""
    mixed = draw.standard_normal((count, WIDTH)) @ draw.standard_normal((WIDTH, WIDTH))
    return np.maximum(mixed, 0).astype(np.float32)


def distance(one: np.ndarray, other: np.ndarray) -> float:
    one, other = one.astype(np.float64), other.astype(np.float64)
    c1, c2 = np.cov(one, rowvar=False), np.cov(other, rowvar=False)
    apart = one.mean(axis=0) - other.mean(axis=0)
    return apart @ apart + np.trace(c1 + c2 - 2 * sqrtm(c1 @ c2).real)
