"""The scenarios of the benchmarks of usable plans and of re-plans, made from data at hand."""

import json
import pathlib
import shutil

from measure import checked

ALEPPO = pathlib.Path("scenarios/aleppo-2016")


def by_car(name, zone, network, corridors):
    """People who leave by car within six hours."""
    head = (
        f'id = "{name}"\ntitle = "{name}"\nexercise = true\ntime_zone = "{zone}"\nprofile = "car"\nuptake = 1.0\n'
        '[pause]\ndeclared_by = ["exercise control"]\nagreed_by = []\n'
        'windows = [{ start = "2026-03-02T10:00", end = "2026-03-02T16:00" }]\n'
        f'[[destinations]]\nid = "outside"\n{network}'
    )
    return head + "".join(
        f'[[corridors]]\nid = "corridor-{index}"\npoints = {points}\nadmits = ["civilians"]\ndestination = "outside"\n'
        for index, points in enumerate(corridors)
    )


def fresh(folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def lima(folder, data):
    network = (
        '[network]\nkind = "gmns"\nnodes = "node.csv"\nlinks = "link.csv"\nlength_unit = "miles"\n'
        'speed_unit = "miles_per_hour"\n[population]\ndemand = "demand.csv"\n'
    )
    corridors = ("[[-84.40, 40.735], [-84.45, 40.735]]", "[[-83.88, 40.85], [-83.83, 40.85]]")
    (fresh(folder) / "scenario.toml").write_text(by_car("lima", "America/New_York", network, corridors))
    for name in ("node.csv", "link.csv", "demand.csv"):
        shutil.copy(data / "gmns/Lima_Network" / name, folder)


def castlemaine(folder, data):
    areas = (data / "castlemaine/castlemaine-region/SA1-areas.geojson").read_text()
    zones = "".join(
        f'[[zones]]\nid = "{feature["properties"]["SA1_MAIN16"]}"\npopulation = 200\n'
        for feature in json.loads(areas)["features"]
    )
    network = (
        '[network]\nkind = "matsim"\nfile = "network.xml.gz"\ncrs = "EPSG:28355"\n[layers]\nzones = "areas.geojson"\n'
        '[population]\ncolumns = { id = "SA1_MAIN16", name = "SA2_NAME16" }\n' + zones
    )
    corridors = ("[[144.257, -37.004], [144.26, -36.99]]", "[[144.33, -37.105], [144.36, -37.12]]")
    (fresh(folder) / "scenario.toml").write_text(by_car("castlemaine", "Australia/Melbourne", network, corridors))
    (folder / "areas.geojson").write_text(areas)
    shutil.copy(data / "castlemaine/mount_alexander_shire_network_2018.xml.gz", folder / "network.xml.gz")


def porto_alegre(folder, data, korridor):
    """The scenario of `korridor new`, with hours and four corridors that are made up."""
    shutil.rmtree(folder, ignore_errors=True)
    people = data / "population/porto-alegre/poa_hexgrid.csv"
    checked([korridor, "new", folder, "--osm", data / "osm/porto-alegre.osm.pbf", "--population", people])
    written = folder / "scenario.toml"
    text = written.read_text()
    for before, after in (
        ('time_zone = ""', 'time_zone = "America/Sao_Paulo"\nuptake = 1.0'),
        ("declared_by = []", 'declared_by = ["exercise control"]'),
        ("windows = []", 'windows = [{ start = "2026-03-02T08:00", end = "2026-03-02T16:00" }]'),
    ):
        if before not in text:
            raise SystemExit(f"{written}: no {before}")
        text = text.replace(before, after)
    written.write_text(text + pathlib.Path(__file__).with_name("porto-alegre.toml").read_text())


def scenarios(out, data, korridor):
    """The folders that can be made here, by name."""
    folders = {"aleppo-2016": ALEPPO}
    if data:
        made = out / "usable"
        lima(made / "lima", data)
        castlemaine(made / "castlemaine", data)
        porto_alegre(made / "porto-alegre", data, korridor)
        folders |= {name: made / name for name in ("lima", "castlemaine", "porto-alegre")}
    return folders
