"""Builds and runs every src/**/fuzz_*.cpp with clang's libFuzzer under address and undefined sanitizers."""
import glob
import os
import re
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

from house import tell

SANITIZERS = ["-fsanitize=fuzzer,address,undefined", "-fno-sanitize-recover=all"]
FLAGS = ["-std=c++20", "-g1", "-O1", *SANITIZERS, "-Isrc"]
PRECOMPILED = "src/platform/base/precompiled.hpp"


def recipe_of(root, fuzzer):
    """Sources and libraries as the fuzzer's own first lines name them: src/room/{a,b}.cpp src/room/*_words.cpp -lzip."""
    with open(fuzzer, encoding="utf-8") as text:
        head = re.match(r"(?://[^\n]*\n)+", text.read())
    tell(head, f"{fuzzer} does not say how it is built")
    words = head.group(0)
    sources = []
    for folder, names, name in re.findall(r"(src(?:/\w+)*)/(?:\{([\w,]+)\}|([\w*]+))\.cpp", words):
        for one in (names or name).split(","):
            found = sorted(glob.glob(os.path.join(root, folder, one + ".cpp")))
            tell(found, f"{fuzzer} names {folder}/{one}.cpp, which is not there")
            sources += found
    tell(fuzzer in sources, f"{fuzzer} does not name its own sources")
    return sources, sorted(set(re.findall(r"(?<![\w-])-l\w+", words)))


def clang(root, words, what):
    done = subprocess.run(["clang++-14", *words], cwd=root, capture_output=True, text=True, check=False)
    tell(done.returncode == 0, f"{what} does not build:\n{done.stderr[-3000:]}")


def build(root, scratch, targets):
    """Builds each fuzzer into its target; a source that several read is compiled once."""
    recipes = {fuzzer: recipe_of(root, fuzzer) for fuzzer in targets}
    header = os.path.join(scratch, "precompiled.pch")
    clang(root, [*FLAGS, "-x", "c++-header", PRECOMPILED, "-o", header], PRECOMPILED)

    def compile_one(source):
        target = os.path.join(scratch, os.path.relpath(source, root).replace(os.sep, "-") + ".o")
        clang(root, [*FLAGS, "-include-pch", header, "-c", source, "-o", target], source)
        return target

    def link(fuzzer):
        sources, libraries = recipes[fuzzer]
        clang(root, [*SANITIZERS, "-fuse-ld=lld", *[objects[one] for one in sources], *libraries, "-o", targets[fuzzer]], fuzzer)

    every = sorted({source for sources, _ in recipes.values() for source in sources}, key=os.path.getsize, reverse=True)
    with ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        objects = dict(zip(every, pool.map(compile_one, every)))
        list(pool.map(link, targets))


def run(root, scratch, seconds, report):
    os.makedirs(scratch)
    fuzzers = sorted(glob.glob(os.path.join(root, "src", "**", "fuzz_*.cpp"), recursive=True))
    tell(fuzzers, "there is no fuzzer under src/")
    targets = {source: os.path.join(scratch, os.path.basename(source)[len("fuzz_"):-len(".cpp")]) for source in fuzzers}
    report.say(f"building {len(fuzzers)} fuzzers")
    build(root, scratch, targets)
    running = []
    for target in targets.values():
        folder = target + "-corpus"
        os.makedirs(folder)
        log = open(target + ".log", "wb")  # closed with the program
        running.append((os.path.basename(target), target, log, subprocess.Popen(
            [target, folder, f"-max_total_time={seconds}", "-max_len=65536", "-timeout=30", "-rss_limit_mb=1024",
             "-print_final_stats=1", f"-artifact_prefix={target}-"], cwd=scratch, stdin=subprocess.DEVNULL, stdout=log,
            stderr=log)))
    end = time.monotonic() + seconds + 120
    faults = []
    for name, target, log, process in running:
        try:
            status = process.wait(max(1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            status = "no end"
        log.close()
        with open(target + ".log", encoding="utf-8", errors="replace") as text:
            said = text.read()
        runs = re.search(r"stat::number_of_executed_units: (\d+)", said)
        if status == 0 and runs:
            report.result(f"Fuzzer of {name}: {int(runs.group(1)):,} inputs in {seconds} s under address and undefined "
                          f"sanitizers, no fault.")
        else:
            faults.append(f"fuzzer of {name} ended with {status}:\n{said[-3000:]}")
    tell(not faults, "\n".join(faults))
