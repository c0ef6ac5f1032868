#!/usr/bin/env python3
"""How well speech is understood: speaks the texts of texts.tsv with flite and espeak-ng, adds noise, has them heard, and counts. One text in four is
spoken by espeak-ng, the others by flite, with all its voices in turn.

    tests/speech/measure.py                    the texts held last; with those of held-7 it is what services/media/speech/README.md has
    tests/speech/measure.py --texts held-5     those held before (held: those held first)
    tests/speech/measure.py --white            with white noise, which is harder: it covers the consonants
    tests/speech/measure.py --develop --show   those that may be looked at, with what was heard; more of them: --texts develop-2
    tests/speech/measure.py --recordings       the recordings of pocketsphinx-testdata, beside the stock decoder

Heard: by the recogniser. Taken: the reading that the catalogue takes of what may have been said. Department: for how many of the texts that
find something in the demo catalogue, read as they are, most of the first ten products are of the same department when they are heard. Asked: how
often it is asked back what was said. Word error rate: words left out, put in or replaced, of all words said. The real-time factor is processor time of one core by the length
of the recording, decoding of the file and all. Needs flite, espeak-ng, and pocketsphinx-testdata for the recordings. Voices and
noise are the same in each run."""
import argparse
import array
import hashlib
import json
import math
import random
import re
import subprocess
import sys
import tempfile
import wave
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
MODEL = Path("/usr/share/pocketsphinx/model/en-us")
RECORDINGS = Path("/usr/share/pocketsphinx/test/data")
TEXTS = ROOT / "services/media/texts"
CATALOGUE = ROOT / "data/demo/catalogue.jsonl.gz"
FLITE = [("slt", 1.0), ("rms", 1.0), ("awb", 1.0), ("kal16", 1.1), ("slt", 0.85), ("rms", 1.2)]  # voice, how slowly
ESPEAK = [("en-us", 150), ("en-gb", 165), ("en-us+f3", 140), ("en-gb+m3", 175)]                # voice, words a minute
NOISES = [None, ("pink", 20), ("pink", 10)]                                                      # colour, dB


def texts(kind):
    for number, line in enumerate((HERE / "texts.tsv").read_text().splitlines()):
        whose, said, aloud = line.split("\t")
        if whose == kind:
            yield number, said, aloud


def speak(speaker, number, aloud, path):
    if speaker == "flite":
        voice, stretch = FLITE[number % len(FLITE)]
        command = ["flite", "-voice", voice, "--setf", f"duration_stretch={stretch}", "-t", aloud, "-o", path]
    else:
        voice, speed = ESPEAK[number % len(ESPEAK)]
        command = ["espeak-ng", "-v", voice, "-s", str(speed), "-w", path, aloud]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def noise(colour, count, chance):
    """White, or pink by Kellet's filter: as loud in each octave."""
    a = b = c = 0.0
    for _ in range(count):
        white = chance.gauss(0, 1)
        if colour == "white":
            yield white
        else:
            a, b, c = 0.99765 * a + 0.0990460 * white, 0.96300 * b + 0.2965164 * white, 0.57000 * c + 1.0526913 * white
            yield a + b + c + white * 0.1848


def add_noise(clean, noisy, colour, decibels):
    with wave.open(str(clean)) as file:
        form, samples = file.getparams(), array.array("h", file.readframes(file.getnframes()))
    seed = hashlib.sha256(f"{clean.name} {colour} {decibels}".encode()).digest()
    added = list(noise(colour, len(samples), random.Random(seed)))
    power = sum(s * s for s in samples) / len(samples)
    factor = math.sqrt(power / 10 ** (decibels / 10) / (sum(n * n for n in added) / len(added)))
    loud = max(abs(s + factor * n) for s, n in zip(samples, added))
    scale = min(1, 32767 / loud)
    with wave.open(str(noisy), "wb") as file:
        file.setparams(form)
        file.writeframes(array.array("h", (int(scale * (s + factor * n)) for s, n in zip(samples, added))).tobytes())


def distance(said, heard):
    row = list(range(len(heard) + 1))
    for i, word in enumerate(said, 1):
        before, row[0] = row[0], i
        for j, other in enumerate(heard, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (word != other))
    return row[-1]


class Tally:
    def __init__(self):
        self.words = self.errors = self.whole = self.count = self.cpu = self.seconds = 0

    def add(self, said, answer):
        errors = distance(said.split(), answer.get("text", "").split())
        self.words += len(said.split())
        self.errors += errors
        self.whole += not errors
        self.count += 1
        self.cpu += answer.get("cpu_seconds", 0)
        self.seconds += answer.get("seconds", 0)

    def row(self):
        return (f"{self.count} | {self.words} | {100 * self.errors / self.words:.1f} % | {100 * self.whole / self.count:.0f} % | "
                f"{self.cpu / self.seconds if self.seconds else 0:.2f}")


class Taken:
    """What the catalogue makes of it."""
    def __init__(self):
        self.words = self.errors = self.sought = self.found = self.asked = self.count = 0

    def add(self, said, meant, taken):
        self.words += len(said.split())
        self.errors += distance(said.split(), taken["heard"].split())
        self.sought += bool(meant["department"])
        self.found += bool(meant["department"]) and taken["department"] == meant["department"]
        self.asked += taken["asks"]
        self.count += 1

    def row(self):
        return (f"{100 * self.errors / self.words:.1f} % | {self.found} of {self.sought}: {100 * self.found / self.sought:.0f} % | "
                f"{100 * self.asked / self.count:.0f} %")


def take(program, heard):
    """What becomes of each, a recogniser's answer, in the demo catalogue."""
    commands = [{"media": [{"kind": "voice", "heard": one.get("text", ""), "hypotheses": one.get("hypotheses", []), "words": one.get("words", [])}]}
                for one in heard]
    said = subprocess.run([program, CATALOGUE], input="".join(f"{json.dumps(command)}\n" for command in commands), check=True, text=True,
                          stdout=subprocess.PIPE)
    return [json.loads(line) for line in said.stdout.splitlines()]


def hear(program, how, paths):
    command = [program, MODEL, TEXTS / "demo_words.txt", TEXTS / "sentences_en.txt", how]
    said = subprocess.run(command, input="".join(f"{path}\n" for path in paths), check=True, text=True, stdout=subprocess.PIPE)
    return [json.loads(line) for line in said.stdout.splitlines()]


def measure_texts(program, kind, show, noises):
    print("| speaker | noise | sentences | words | word errors | wholly right | real-time factor |\n|---|---|---|---|---|---|---|")
    both = {added: (Tally(), Taken()) for added in noises}
    with tempfile.TemporaryDirectory() as folder:
        for speaker in "flite", "espeak-ng":
            mine = [text for text in texts(kind) if (text[0] % 4 == 1) == (speaker == "espeak-ng")]
            chosen = [(said, Path(folder) / f"{speaker}-{at}.wav", at, aloud) for at, (_, said, aloud) in enumerate(mine)]
            for said, path, number, aloud in chosen:
                speak(speaker, number, aloud, path)
            for added in noises:
                paths = [path.with_suffix(".noisy.wav") if added else path for _, path, _, _ in chosen]
                for (_, path, _, _), noisy in zip(chosen, paths):
                    if added:
                        add_noise(path, noisy, *added)
                tally = Tally()
                heard = hear(program / "hear", "shop", paths)
                meant = take(program / "answer", [{"text": said} for said, *_ in chosen])
                for (said, *_), answer, right, taken in zip(chosen, heard, meant, take(program / "answer", heard)):
                    tally.add(said, answer)
                    both[added][0].add(said, answer)
                    both[added][1].add(said, right, taken)
                    if show and kind.startswith("develop") and said != answer.get("text"):
                        print(f"    {said}\n -> {answer.get('text')}  ({answer.get('confidence')})", file=sys.stderr)
                print(f"| {speaker} | {'none' if not added else f'{added[0]}, {added[1]} dB'} | {tally.row()} |", flush=True)
    print("\n| both speakers | word errors, heard | word errors, taken | department | asked |\n|---|---|---|---|---|")
    for added, (heard, taken) in both.items():
        print(f"| {'no noise' if not added else f'{added[0]}, {added[1]} dB'} | {100 * heard.errors / heard.words:.1f} % | {taken.row()} |")


def recordings():
    folder = RECORDINGS / "librivox"
    for line in (folder / "transcription").read_text().splitlines():
        said, name = re.fullmatch(r"<s>(.*)</s> \((.*)\)", line.strip()).groups()
        yield " ".join(said.lower().split()), folder / f"{name}.wav"
    folder = RECORDINGS / "cards"
    for line in (folder / "cards.transcription").read_text().splitlines():
        said, name = re.fullmatch(r"<s>(.*)</s> \((.*)\)", line.strip()).groups()
        yield " ".join(said.lower().split()), folder / f"{name}.wav"


def stock(paths, folder):
    """What pocketsphinx's own program makes of them, with the settings and the model that it comes with."""
    control, said = Path(folder) / "control", Path(folder) / "said"
    control.write_text("".join(f"{path.with_suffix('')}\n" for path in paths))
    subprocess.run(["pocketsphinx_batch", "-adcin", "yes", "-cepdir", "/", "-cepext", ".wav", "-adchdr", "44", "-ctl", control, "-hyp", said,
                    "-hmm", MODEL / "en-us", "-lm", MODEL / "en-us.lm.bin", "-dict", MODEL / "cmudict-en-us.dict"],
                   check=True, stderr=subprocess.DEVNULL)
    return [{"text": line.rpartition(" (")[0].strip()} for line in said.read_text().splitlines()]


def measure_recordings(program, show):
    chosen = list(recordings())
    ours, theirs = Tally(), Tally()
    with tempfile.TemporaryDirectory() as folder:
        paths = [path for _, path in chosen]
        for (said, _), answer, other in zip(chosen, hear(program / "hear", "general", paths), stock(paths, folder)):
            ours.add(said, answer)
            theirs.add(said, other)
            if show:
                print(f"    {said}\n -> {answer.get('text')}\n -- {other['text']}", file=sys.stderr)
    print("| decoder | sentences | words | word errors | wholly right | real-time factor |\n|---|---|---|---|---|---|")
    print(f"| this, in general | {ours.row()} |\n| pocketsphinx_batch | {theirs.row().rpartition(' | ')[0]} | |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--develop", action="store_true")
    parser.add_argument("--texts", choices=("develop-2", "held", "held-2", "held-3", "held-4", "held-5", "held-6", "held-7", "held-8"), default="held-8")
    parser.add_argument("--white", action="store_true")
    parser.add_argument("--recordings", action="store_true")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--programs", type=Path, default=ROOT / "build/release/tests", help="where hear and answer are")
    asked = parser.parse_args()
    if asked.recordings:
        measure_recordings(asked.programs, asked.show)
    else:
        measure_texts(asked.programs, "develop" if asked.develop else asked.texts, asked.show,
                      [("white", 20), ("white", 10)] if asked.white else NOISES)


if __name__ == "__main__":
    main()
