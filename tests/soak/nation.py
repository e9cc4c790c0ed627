"""A form of daily administration put to every village of the mainland, all of it held: nobody opens a return."""
import csv
import gzip
import os
import time

from house import FIELDS, Client, Fixture, Program, tell

CORPUS = os.environ.get("QZ_CORPUS", os.path.join(os.path.dirname(__file__), "..", "..", "..", "shared", "data"))
TREE = os.path.join(CORPUS, "org_china.csv.gz")


def write_units(path):
    """The provinces under one root, as a tree has one; the codes of the villages, in order."""
    villages = []
    with gzip.open(TREE, "rt", encoding="utf-8", newline="") as tree, open(path, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        rows = csv.DictReader(tree)
        writer.writerow(["code", "name", "level", "parent_code"])
        for row in rows:
            writer.writerow([row["code"], row["name"], row["level"], row["parent_code"]])
            if row["level"] == "village":
                villages.append(row["code"])
    return villages


PIECE = 200_000  # rows of one file; the reader's limit is 300,000


def write_stock(folder, villages):
    """Whole numbers that fulfil the form's rule, in files within the reader's limit; their sums, field by field."""
    sums = [0] * len(FIELDS)
    paths = []
    for start in range(0, len(villages), PIECE):
        paths.append(os.path.join(folder, f"stock-{len(paths) + 1}.csv"))
        with open(paths[-1], "w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(["unit_code", *FIELDS])
            for at, code in enumerate(villages[start:start + PIECE], start):
                one, two = at % 997, at % 89
                values = [one, two, one + two]
                writer.writerow([code, *values])
                sums = [total + value for total, value in zip(sums, values)]
    return paths, sums


def run(report, binary, folder):
    if not os.path.exists(TREE):
        report.result("nation: skipped, there is no national tree ($QZ_CORPUS)")
        return
    os.makedirs(folder, exist_ok=True)
    units = os.path.join(folder, "units.csv")
    villages = write_units(units)
    stock, sums = write_stock(folder, villages)
    began = time.monotonic()
    city = Fixture.make(binary, os.path.join(folder, "nation"), units)
    report.say(f"nation: {len(villages)} villages imported, {time.monotonic() - began:.0f} s")
    program = Program(binary, city.data, city.keys)
    began = time.monotonic()
    for piece in stock:
        status, said = program.run("import", "stock", piece, "--source", "全国台账")
        tell(status == 0, f"import stock: {said}")
    stocked = time.monotonic() - began
    program.start()
    client = Client(program.port, city.officer)
    began = time.monotonic()
    task = city.publish(program.port, 1, auto=True)
    published = time.monotonic() - began
    filed = 0
    while filed < len(villages) and time.monotonic() - began < 1800:
        time.sleep(1)
        filed = client.must("GET", f"/api/forms/tasks/{task}")["filed"]
    seconds = time.monotonic() - began
    tell(filed == len(villages), f"{filed} of {len(villages)} returns were filed in half an hour")
    total = client.must("GET", f"/api/rollups/tasks/{task}")["total"]
    tell(total["counted"] == len(villages), f"the roll-up counts {total['counted']}")
    shown = [int(total["values"][field]) for field in FIELDS]
    tell(shown == sums, f"totals {shown}, recomputed {sums}")
    client.close()
    program.stop()
    blocks, size = city.tables().rows("SELECT COUNT(*), SUM(LENGTH(units) + LENGTH(\"values\")) FROM forms_filed")[0]
    opened = city.tables().rows("SELECT COUNT(*) FROM forms_return")[0][0]
    tell(opened == 0, f"{opened} returns were opened")
    report.result(f"nation: {len(villages):,} returns of {len(FIELDS)} held fields filed by the hub in {seconds:.0f} s after publishing "
                  f"({published * 1000:.0f} ms), none opened, {blocks:,} rows of {size / 1e6:.1f} MB; totals equal the "
                  f"recomputation; opening stock took {stocked:.0f} s")
