"""What is done to the stack, as a table. Each fault begins, lasts, and is undone; a killed process is started again at
once, as whoever watches over it would, or only after a while, so that another copy has to take its work over."""

import concurrent.futures
import contextlib
import dataclasses
import os
import signal
import time

import families
import keeping
import shop

LASTS_S = {"stop": (8.0, 12.0), "cut": (1.0, 6.0), "freeze": (1.0, 6.0)}  # a stop outlasts the session time-out
AWAY_S = 9.0
FOLLOW_WITHIN_S = 5  # whoever is below a process that was killed
SERVICES = ("orchestrator", "catalog", "response-composer")


@dataclasses.dataclass
class Scene:
    """What a fault may touch."""

    dependencies: object
    stack: object
    random: object
    note_fault: object  # called when the harm is done, with the time
    shop: object = dataclasses.field(default=None, kw_only=True)

    def pick(self, service):
        return self.random.choice(self.stack.of(service))

    def harm(self, *actions):
        """All at once; the time is noted just before."""
        self.note_fault(time.time())
        if len(actions) == 1:
            actions[0]()
            return
        with concurrent.futures.ThreadPoolExecutor(len(actions)) as pool:
            list(pool.map(lambda action: action(), actions))

    def kill(self, *copies):
        """All at once, and whoever is below them must go with them."""
        family = [one for copy in copies for one in families.below(copy.pid)]
        self.harm(*[copy.kill for copy in copies])
        left = families.still_there(family, FOLLOW_WITHIN_S)
        assert not left, f"these outlive {', '.join(copy.name for copy in copies)}: {left}"

    def last(self, kind):
        time.sleep(self.random.uniform(*LASTS_S[kind]))


def kill_one(scene, service):
    copy = scene.pick(service)
    scene.kill(copy)
    if scene.random.random() < 0.3:
        time.sleep(AWAY_S)
    copy.start()
    return copy.name


def kill_all_of(scene, service):
    copies = scene.stack.of(service)
    scene.kill(*copies)
    for copy in copies:
        copy.start()
    return f"{len(copies)} copies"


def kill_everything(scene, _):
    copies = scene.stack.copies
    scene.kill(*copies)
    for copy in copies:
        copy.start()
    return f"{len(copies)} processes"


def stop_one(scene, service):
    copy = scene.pick(service)
    scene.harm(copy.pause)
    scene.last("stop")
    copy.resume()
    return copy.name


def ask_to_end(scene, service):
    copy = scene.pick(service)
    scene.harm(lambda: copy.signal(copy.spec.stop_signal))
    code = copy.wait_ended(copy.spec.patience)
    copy.start()
    assert code == 0, f"{copy.name} ended with {code} when it was asked to"
    return copy.name


def pick_worker(scene, service):
    """One that decodes: (its copy, its pid). Who was just started has none yet."""
    copy = scene.pick(service)
    keeping.wait_complete(copy)
    return copy, scene.random.choice(families.workers(copy.pid))[0]


def kill_worker(scene, service):
    """It costs what it has in hand, and another takes its place."""
    copy, worker = pick_worker(scene, service)
    scene.harm(lambda: os.kill(worker, signal.SIGKILL))
    keeping.wait_complete(copy)
    return copy.name


def stop_worker(scene, service):
    """Who has something in hand takes too long for it, and is replaced; the others only wait."""
    copy, worker = pick_worker(scene, service)
    descriptor = os.pidfd_open(worker)
    scene.harm(lambda: signal.pidfd_send_signal(descriptor, signal.SIGSTOP))
    scene.last("stop")
    with contextlib.suppress(ProcessLookupError):
        signal.pidfd_send_signal(descriptor, signal.SIGCONT)
    os.close(descriptor)
    return copy.name


def kill_nursery(scene, service):
    """There will be no more workers: the copy ends, and says so."""
    copy, _ = pick_worker(scene, service)
    nursery = families.children(copy.pid)[0][0]
    scene.harm(lambda: os.kill(nursery, signal.SIGKILL))
    code = copy.wait_ended(copy.spec.patience)
    copy.start()
    assert code == 1, f"{copy.name} ended with {code} without its nursery"
    return copy.name


def silence_shop(scene, _):
    scene.harm(lambda: shop.misbehave(scene.shop, "slow"))
    scene.last("freeze")
    shop.behave(scene.shop)


def break_shop(scene, _):
    scene.harm(lambda: shop.misbehave(scene.shop, 500))
    scene.last("cut")
    shop.behave(scene.shop)


def kill_dependency(scene, name):
    scene.harm(scene.dependencies.child(name).kill)
    scene.dependencies.child(name).start()
    scene.dependencies.instances()[name].wait_ready()


def restart_dependency(scene, name):
    scene.harm(lambda: scene.dependencies.restart(name))


def cut_off(scene, name):
    scene.harm(scene.dependencies.proxy(name).cut)
    scene.last("cut")
    scene.dependencies.proxy(name).mend()


def freeze(scene, name):
    scene.harm(scene.dependencies.proxy(name).freeze)
    scene.last("freeze")
    scene.dependencies.proxy(name).mend()


@dataclasses.dataclass(frozen=True)
class Fault:
    kind: str
    target: str
    do: object
    weight: int
    kills: bool = False  # a process of ours: counts for --kills, and recovery has a goal

    @property
    def name(self):
        return f"{self.kind} {self.target}"


FAULTS = (
    Fault("kill", "orchestrator", kill_one, 16, kills=True),
    Fault("kill", "catalog", kill_one, 12, kills=True),
    Fault("kill", "response-composer", kill_one, 12, kills=True),
    Fault("kill", "media", kill_one, 8, kills=True),
    Fault("kill-all", "orchestrator", kill_all_of, 4, kills=True),
    Fault("kill-all", "catalog", kill_all_of, 3, kills=True),
    Fault("kill-all", "response-composer", kill_all_of, 3, kills=True),
    Fault("kill-all", "media", kill_all_of, 2, kills=True),
    Fault("kill-everything", "steward", kill_everything, 2, kills=True),
    Fault("kill-worker", "media", kill_worker, 6),
    Fault("stop-worker", "media", stop_worker, 2),
    Fault("kill-nursery", "media", kill_nursery, 2),
    Fault("stop", "orchestrator", stop_one, 4),
    Fault("stop", "catalog", stop_one, 2),
    Fault("stop", "response-composer", stop_one, 2),
    Fault("stop", "media", stop_one, 2),
    Fault("term", "orchestrator", ask_to_end, 2),
    Fault("term", "catalog", ask_to_end, 1),
    Fault("term", "response-composer", ask_to_end, 1),
    Fault("term", "media", ask_to_end, 1),
    Fault("kill-dependency", "kafka", kill_dependency, 2),
    Fault("kill-dependency", "postgres", kill_dependency, 2),
    Fault("kill-dependency", "redis", kill_dependency, 1),
    Fault("restart", "kafka", restart_dependency, 1),
    Fault("restart", "postgres", restart_dependency, 1),
    Fault("cut", "kafka", cut_off, 2),
    Fault("cut", "postgres", cut_off, 2),
    Fault("cut", "redis", cut_off, 1),
    Fault("freeze", "kafka", freeze, 1),
    Fault("freeze", "postgres", freeze, 1),
    Fault("freeze", "shop", silence_shop, 1),
    Fault("break", "shop", break_shop, 1),
)

# For a run of less than two minutes.
SHORT = ("kill orchestrator", "kill catalog", "cut kafka", "kill response-composer", "kill-dependency postgres",
         "kill-all orchestrator", "kill-dependency redis", "stop orchestrator", "kill-dependency kafka", "term orchestrator",
         "cut postgres", "kill-everything steward")


def matching(words):
    """Those whose name has the words in it."""
    return [fault for fault in FAULTS if words in fault.name]


def schedule(random, chosen, kills, is_short):
    """The faults of a run, in order: the short list, or at random until so many processes were killed."""
    if is_short:
        names = {fault.name: fault for fault in chosen}
        yield from (names[name] for name in SHORT if name in names)
        return
    done = 0
    has_kills = any(fault.kills for fault in chosen)
    while done < kills:
        fault = random.choices(chosen, [fault.weight for fault in chosen])[0]
        done += 1 if fault.kills or not has_kills else 0
        yield fault
