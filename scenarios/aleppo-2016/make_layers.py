#!/usr/bin/env python3
"""Writes node.csv, link.csv and zones.csv of this scenario, the same bytes every time.

The street mesh is schematic: a turned, jittered grid inside a rough outline of what besieged East
Aleppo was in early November 2016. It is not a map and must not be followed. Names of
neighbourhoods, in English and Arabic, are facts; their places are points rounded to a thousandth of
a degree (about 100 m); how the people divide among them is a judgement, marked so in every row.
"""

import csv
import math
import pathlib

FOLDER = pathlib.Path(__file__).parent
ORIGIN = (37.17, 36.20)  # longitude, latitude
METRES_PER_DEGREE = 111_195.0
SHRINK = math.cos(math.radians(ORIGIN[1]))
SPACING = 250.0  # metres between streets
TURN = math.radians(9.0)  # the grid against north
JITTER = 45.0  # metres
MAIN_EVERY = 4  # every fourth street is a main street
DROPPED = 0.14  # share of minor streets left out

# A rough outline, drawn by hand: longitude, latitude.
OUTLINE = [
    (37.158, 36.243), (37.157, 36.232), (37.160, 36.224), (37.169, 36.217), (37.166, 36.208),
    (37.157, 36.203), (37.153, 36.197), (37.143, 36.195), (37.139, 36.190), (37.130, 36.183),
    (37.123, 36.176), (37.126, 36.169), (37.138, 36.166), (37.150, 36.160), (37.163, 36.163),
    (37.170, 36.172), (37.184, 36.179), (37.192, 36.190), (37.212, 36.196), (37.216, 36.206),
    (37.212, 36.220), (37.211, 36.231), (37.197, 36.239), (37.186, 36.242), (37.172, 36.247),
]

# id, name, Arabic name, longitude, latitude, weight (judgement: small 1, middling 2, large 3)
NEIGHBOURHOODS = [
    ("masaken-hanano", "Masaken Hanano", "مساكن هنانو", 37.205, 36.228, 3),
    ("haydariyeh", "al-Haydariyeh", "الحيدرية", 37.191, 36.236, 2),
    ("baaiedeen", "Ba'aiedeen", "بعيدين", 37.183, 36.235, 1),
    ("ayn-at-tal", "Ayn at-Tal", "عين التل", 37.172, 36.242, 1),
    ("trab-al-hellok", "Trab al-Hellok", "تراب الهلك", 37.171, 36.231, 2),
    ("bustan-al-basha", "Bustan al-Basha", "بستان الباشا", 37.165, 36.225, 1),
    ("sheikh-fares", "ash-Sheikh Fares", "الشيخ فارس", 37.177, 36.224, 1),
    ("sheikh-kheder", "Sheikh Kheder", "الشيخ خضر", 37.184, 36.224, 2),
    ("sakhour", "as-Sakhour", "الصاخور", 37.190, 36.219, 3),
    ("jabal-badro", "Jabal Badro", "جبل بدرو", 37.206, 36.215, 2),
    ("suleiman-al-halabi", "Suleiman al-Halabi", "سليمان الحلبي", 37.172, 36.218, 1),
    ("arqoub", "al-'Arqoub", "العرقوب", 37.175, 36.214, 1),
    ("helwaniyeh", "al-Helwaniyeh", "الحلوانية", 37.197, 36.209, 2),
    ("shaar", "ash-Sha'ar", "الشعار", 37.185, 36.209, 3),
    ("karm-al-jabal", "Karm al-Jabal", "كرم الجبل", 37.178, 36.210, 1),
    ("qadi-askar", "Qadi Askar", "قاضي عسكر", 37.175, 36.202, 2),
    ("karm-al-qaterji", "Karm al-Qaterji", "كرم القاطرجي", 37.182, 36.201, 2),
    ("karm-al-myassar", "Karm al-Myassar", "كرم الميسر", 37.191, 36.198, 2),
    ("karm-al-jazmati", "Karm al-Jazmati", "كرم الجزماتي", 37.201, 36.199, 1),
    ("karm-homad", "Karm Homad", "كرم حومد", 37.181, 36.196, 1),
    ("bayyada", "al-Bayyada", "البياضة", 37.166, 36.202, 1),
    ("marjeh", "al-Marjeh", "المرجة", 37.176, 36.180, 2),
    ("salheen", "as-Salheen", "الصالحين", 37.164, 36.188, 3),
    ("bab-al-maqam", "Bab al-Maqam", "باب المقام", 37.157, 36.189, 1),
    ("qalaat-ash-sharif", "Qal'et ash-Sharif", "قلعة الشريف", 37.158, 36.194, 1),
    ("fardos", "al-Fardos", "الفردوس", 37.151, 36.187, 3),
    ("kallaseh", "al-Kallaseh", "الكلاسة", 37.149, 36.194, 2),
    ("bustan-al-qasr", "Bustan al-Qasr", "بستان القصر", 37.145, 36.191, 3),
    ("karm-ad-daada", "Karm ad-Da'da'", "كرم الدعدع", 37.155, 36.179, 2),
    ("sukkari", "as-Sukkari", "السكري", 37.142, 36.174, 3),
    ("ansari-sharqi", "Ansari Sharqi", "الأنصاري الشرقي", 37.141, 36.181, 2),
    ("mashhad", "al-Mashhad", "المشهد", 37.133, 36.177, 2),
    ("amiriyeh", "al-'Amiriyeh", "العامرية", 37.128, 36.172, 1),
    ("sheikh-saeed", "Sheikh Sa'eed", "الشيخ سعيد", 37.156, 36.167, 1),
]

POPULATION = (130_000, 250_000, 275_000)
POPULATION_SOURCE = (
    "East Aleppo as a whole: best and high, OCHA flash update 10-11 August 2016 "
    "(250000-275000); low, judgement; its division among neighbourhoods: judgement"
)
WOUNDED = (200, 400, 2_000)
NEEDS_TRANSPORT = (2_600, 5_000, 8_250)  # 2, 2 and 3 in a hundred


def metres(longitude, latitude):
    east = (longitude - ORIGIN[0]) * METRES_PER_DEGREE * SHRINK
    return east, (latitude - ORIGIN[1]) * METRES_PER_DEGREE


def degrees(east, north):
    return ORIGIN[0] + east / (METRES_PER_DEGREE * SHRINK), ORIGIN[1] + north / METRES_PER_DEGREE


def inside(east, north, outline):
    odd = False
    for (x0, y0), (x1, y1) in zip(outline, outline[1:] + outline[:1]):
        if (y0 > north) != (y1 > north) and east < (x1 - x0) * (north - y0) / (y1 - y0) + x0:
            odd = not odd
    return odd


class Chance:
    """A linear congruential generator (Numerical Recipes): the same draws on every machine."""

    def __init__(self, seed):
        self.state = seed

    def draw(self):
        self.state = (1_664_525 * self.state + 1_013_904_223) % 2**32
        return self.state / 2**32


def mesh():
    outline = [metres(*corner) for corner in OUTLINE]
    chance = Chance(20_161_104)
    nodes = {}
    for row in range(-22, 23):
        for column in range(-22, 23):
            east = SPACING * (column * math.cos(TURN) - row * math.sin(TURN))
            north = SPACING * (column * math.sin(TURN) + row * math.cos(TURN))
            east += JITTER * (2 * chance.draw() - 1)
            north += JITTER * (2 * chance.draw() - 1)
            if inside(east, north, outline):
                nodes[row, column] = (east, north)
    streets = []
    for row, column in sorted(nodes):
        for other in ((row, column + 1), (row + 1, column)):
            if other in nodes:
                along = row if other[0] == row else column
                main = along % MAIN_EVERY == 0
                streets.append(((row, column), other, main, chance.draw()))
    return nodes, connected(nodes, streets)


def connected(nodes, streets):
    """Leaves minor streets out by chance, none without which a node could not be reached."""
    leader = {node: node for node in nodes}

    def find(node):
        while leader[node] != node:
            leader[node] = leader[leader[node]]
            node = leader[node]
        return node

    dropped = [street for street in streets if not street[2] and street[3] < DROPPED]
    kept = [street for street in streets if street not in dropped]
    for street in kept:
        leader[find(street[0])] = find(street[1])
    for street in dropped:
        if find(street[0]) != find(street[1]):
            leader[find(street[0])] = find(street[1])
            kept.append(street)
    assert len({find(node) for node in nodes}) == 1, "the mesh hangs together"
    return sorted(kept)


def write(name, header, rows):
    with open(FOLDER / name, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def write_network():
    nodes, streets = mesh()
    ids = {node: f"s{number}" for number, node in enumerate(sorted(nodes), start=1)}
    rows = []
    for node, place in sorted(nodes.items()):
        longitude, latitude = degrees(*place)
        rows.append([ids[node], f"{longitude:.5f}", f"{latitude:.5f}", "schematic"])
    write("node.csv", ["node_id", "x_coord", "y_coord", "node_type"], rows)
    rows = []
    for number, (one, other, main, _) in enumerate(streets, start=1):
        (x0, y0), (x1, y1) = nodes[one], nodes[other]
        # Streets wind: 8 % longer than straight.
        length = 1.08 * math.hypot(x1 - x0, y1 - y0)
        lanes, speed, capacity = (2, 40, 800) if main else (1, 20, 400)
        name = "schematic main street" if main else "schematic street"
        rows.append([number, name, ids[one], ids[other], 0, f"{length:.1f}", lanes, speed, capacity, "all"])
    header = ["link_id", "name", "from_node_id", "to_node_id", "dir_flag", "length", "lanes", "free_speed", "capacity", "allowed_uses"]
    write("link.csv", header, rows)
    return len(nodes), len(streets)


def apportion(total, weights):
    """Whole people by weight, to the last one (largest remainder)."""
    exact = [total * weight / sum(weights) for weight in weights]
    whole = [math.floor(share) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: (whole[i] - exact[i], i))
    for index in by_remainder[: total - sum(whole)]:
        whole[index] += 1
    return whole


def write_zones():
    weights = [weight for *_, weight in NEIGHBOURHOODS]
    columns = [apportion(total, weights) for total in POPULATION + WOUNDED + NEEDS_TRANSPORT]
    header = ["id", "name", "local_name", "lon", "lat"]
    for key in ("population", "wounded", "needs_transport"):
        header += [f"{key}_low", f"{key}_best", f"{key}_high"]
    header.append("source")
    rows = []
    for index, (key, name, local, longitude, latitude, _) in enumerate(NEIGHBOURHOODS):
        figures = [column[index] for column in columns]
        rows.append([key, name, local, longitude, latitude, *figures, POPULATION_SOURCE])
    write("zones.csv", header, rows)


if __name__ == "__main__":
    print("%d nodes, %d streets" % write_network())
    write_zones()
