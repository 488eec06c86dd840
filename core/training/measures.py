"""The rows of the table by which generators are compared; see `core.training.judge`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """A row of the table.

    Attributes:
        name: as in JSON and in the metrics of a run.
        title: for people.
        aim: ``"low"`` or ``"high"`` where one direction is better; ``"real"``: as the real dances.
    """

    name: str
    title: str
    aim: str


MEASURES = (
    Measure("frechet_kinetic", "Fréchet, kinetic, to test", "low"),
    Measure("frechet_kinetic_shrunk", "the same, shrunk", "low"),
    Measure("frechet_geometric", "Fréchet, geometric, to test", "low"),
    Measure("frechet_geometric_shrunk", "the same, shrunk", "low"),
    Measure("frechet_kinetic_train", "Fréchet, kinetic, to training", "low"),
    Measure("frechet_kinetic_train_shrunk", "the same, shrunk", "low"),
    Measure("frechet_geometric_train", "Fréchet, geometric, to training", "low"),
    Measure("frechet_geometric_train_shrunk", "the same, shrunk", "low"),
    Measure("diversity_kinetic", "diversity, kinetic", "real"),
    Measure("diversity_geometric", "diversity, geometric", "real"),
    Measure("novelty_m", "to nearest known pose, m", "real"),
    Measure("beat_alignment", "beat alignment", "real"),
    Measure("beat_chance", "the same by chance", "real"),
    Measure("skate_ratio", "foot skate ratio", "real"),
    Measure("pfc", "physical foot contact", "low"),
    Measure("bone_variation", "bone lengths vary", "low"),
    Measure("jerk_m_s3", "jerk, m/s³", "real"),
    Measure("sparc", "SPARC", "real"),
    Measure("freezing", "frozen share", "real"),
    Measure("speed_ratio", "speed by real", "real"),
    Measure("range_ratio", "range by real", "real"),
    Measure("distance", "distance to real", "low"),
    Measure("reference_distance", "distance to reference", "low"),
)
