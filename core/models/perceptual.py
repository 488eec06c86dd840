"""The perceptual loss: how differently a VGG-19, which knows pictures, sees two of them.

Source: J. Johnson, A. Alahi, L. Fei-Fei, Perceptual Losses for Real-Time Style Transfer and Super-Resolution,
ECCV 2016; layers and their weights as in pix2pixHD (T.-C. Wang et al., CVPR 2018). The network is that of
K. Simonyan, A. Zisserman, Very Deep Convolutional Networks for Large-Scale Image Recognition, ICLR 2015.
"""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

from core.errors import InputError

_WIDTHS = (64, 64, 0, 128, 128, 0, 256, 256, 256, 256, 0, 512, 512, 512, 512, 0, 512)  # 0 halves the picture
_AFTER = (1, 3, 5, 9, 13)  # the first convolution of each block, whose outputs are compared
_WEIGHTS = (1 / 32, 1 / 16, 1 / 8, 1 / 4, 1.0)
_MEAN, _SPREAD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # of the pictures that it was trained on


class Perceptual:
    """Compares pictures by the features of a VGG-19. It is no part of the model that learns by it.

    Args:
        path: the weights as ``.safetensors``, named as torchvision names them (``features.0.weight`` ...).
            They are read when they are first needed.
    """

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self._network: list[nn.Module] | None = None

    def between(self, made: Tensor, real: Tensor) -> Tensor:
        """Return the loss of (B, 3, H, W) pictures of -1 to 1; no gradient goes into `real`.

        Raises:
            InputError: the weights cannot be read.
        """
        with torch.no_grad():
            wanted = self._features(real)
        found = self._features(made)
        apart = [w * F.l1_loss(a, b) for w, a, b in zip(_WEIGHTS, found, wanted, strict=True)]
        return torch.stack(apart).sum()

    def _features(self, pictures: Tensor) -> list[Tensor]:
        mean, spread = (pictures.new_tensor(v).view(1, 3, 1, 1) for v in (_MEAN, _SPREAD))
        x, found, n_convolutions = ((pictures + 1) / 2 - mean) / spread, [], 0
        for layer in self._layers(pictures.device):
            x = layer(x)
            if isinstance(layer, nn.Conv2d):
                x = F.relu(x)
                n_convolutions += 1
                if n_convolutions in _AFTER:
                    found.append(x)
        return found

    def _layers(self, device: torch.device) -> list[nn.Module]:
        if self._network is None:
            self._network = _read(self._path)
        return [layer.to(device) for layer in self._network]


def _read(path: Path) -> list[nn.Module]:
    """Return the layers up to the last that is compared, with their weights, which never change."""
    if path.suffix != ".safetensors" or not path.is_file():
        raise InputError(
            f"model.perceptual names {path}, which is no .safetensors file.",
            "Save a VGG-19's weights as one, or leave the option empty.",
        )
    try:
        weights = load_file(path)
        layers: list[nn.Module] = []
        n_in, place = 3, 0
        for width in _WIDTHS:
            if not width:
                layers.append(nn.MaxPool2d(2))
                place += 1
                continue
            convolution = nn.Conv2d(n_in, width, 3, padding=1)
            names = ("weight", "bias")
            convolution.load_state_dict({name: weights[f"features.{place}.{name}"] for name in names})
            layers.append(convolution.requires_grad_(False))
            n_in, place = width, place + 2  # the activation has a number of its own
    except (SafetensorError, OSError, KeyError, RuntimeError) as e:
        raise InputError(
            f"{path} holds no VGG-19 with torchvision's names: {str(e).splitlines()[0]}",
            "It needs features.0.weight up to features.28.weight.",
        ) from e
    return layers
