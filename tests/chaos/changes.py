"""What changes while the load runs, as a table: copies come and go, all are started anew, a dependency is lost for good.
Each change has steps, and says after each of them what was done; so a step has a beginning, an end and a time to recover.

Who holds the balancer in front of the orchestrator takes a copy out of it before that copy is asked to end, and puts it in
when it is ready. So nobody may be refused because of a change that was wanted."""

import dataclasses
import time

from faults import Scene as FaultScene
from local import paths, services

MOST = 4
REDIS_AWAY_S = 3.0
READY_WITHIN_S = 60


@dataclasses.dataclass
class Scene(FaultScene):
    """What a change may touch. earlier: the folder with the programs of the version before."""

    load: object
    earlier: object = None

    def join(self, service):
        """One copy more; returns when it is ready."""
        copy = self.stack.start(service)
        self.stack.copies.append(copy)
        copy.wait_ready(READY_WITHIN_S)
        self.balance()
        return copy

    def leave(self, copy):
        """It finishes what it has in hand, and goes for good."""
        self.stack.copies.remove(copy)
        self.end(copy)

    def end(self, copy):
        self.balance(without=copy)
        copy.get("/healthz")  # when it has answered that, it has taken what was sent to it before
        code = copy.stop()
        assert code == 0, f"{copy.name} ended with {code} when it was asked to"

    def renew(self, copy, build=None):
        """build: where its program is from now on."""
        self.end(copy)
        if build:
            copy.spec.argv[0] = str(services.program(copy.service, build))
        copy.start().wait_ready(READY_WITHIN_S)
        self.balance()

    def balance(self, without=None):
        """From now on clients ask those copies of the edge that are there; returns when nobody is about to ask another."""
        self.load.balance([copy.port for copy in self.stack.of("orchestrator") if copy is not without])


def scale(scene, service):
    """The first one stays, for the others have its address."""
    while len(scene.stack.of(service)) < MOST:
        scene.harm(lambda: scene.join(service))
        yield f"{len(scene.stack.of(service))} copies"
    while len(scene.stack.of(service)) > 1:
        leaving = scene.random.choice(scene.stack.of(service)[1:])
        scene.harm(lambda copy=leaving: scene.leave(copy))
        yield f"{len(scene.stack.of(service))} left"


def roll(scene, _):
    """One copy at a time, of two of each."""
    second = [scene.join(service) for service in services.NAMES]
    for copy in list(scene.stack.copies):
        scene.harm(lambda copy=copy: scene.renew(copy))
        yield copy.name
    for copy in second:
        scene.leave(copy)


def upgrade(scene, _):
    """It has begun with the earlier version: to this one, back, and to this one for good; one copy at a time, of two of
    each."""
    second = [scene.join(service) for service in services.NAMES]
    for version, build in (("new", paths.RELEASE), ("earlier", scene.earlier), ("new", paths.RELEASE)):
        for copy in list(scene.stack.copies):
            scene.harm(lambda copy=copy, build=build: scene.renew(copy, build))
            yield f"{copy.name} {version}"
    scene.stack.build = paths.RELEASE
    for copy in second:
        scene.leave(copy)


def lose_redis(scene, name):
    """What it had is gone; for a while there is none, then an empty one."""
    scene.harm(scene.dependencies.child(name).kill)
    time.sleep(REDIS_AWAY_S)
    yield "gone"
    scene.harm(lambda: scene.dependencies.start(name))
    yield "an empty one"


def fail_over(scene, _):
    """There and back again: who was killed follows whoever took its place."""
    for _ in range(2):
        scene.harm(scene.dependencies.fail_over)
        yield f"{scene.dependencies.primary} took over"
        scene.dependencies.follow()


def lose_brokers(scene, _):
    """Each in turn, and with one of them whoever led the cluster."""
    names = list(scene.dependencies.brokers_by_name)
    scene.random.shuffle(names)
    for name in names:
        scene.harm(lambda name=name: scene.dependencies.broker_lost(name))
        yield f"{name} gone"
        scene.harm(lambda name=name: scene.dependencies.broker_back(name))
        yield f"{name} back"


@dataclasses.dataclass(frozen=True)
class Change:
    """is_noticed: it interrupts; how long until what was asked around it is answered is what counts. Else nobody may be
    refused, and what counts is the longest that anybody waits for what was asked while it went on."""

    kind: str
    target: str
    do: object
    is_noticed: bool = False

    @property
    def name(self):
        return f"{self.kind} {self.target}"


UPGRADE = Change("upgrade", "everything", upgrade)
CHANGES = (
    UPGRADE,
    *(Change("scale", service, scale) for service in services.NAMES),
    Change("roll", "everything", roll),
    Change("lose", "redis", lose_redis),
    Change("lose", "postgres", fail_over, is_noticed=True),
    Change("lose", "a broker", lose_brokers, is_noticed=True),
)


def matching(words):
    """Those whose name has the words in it."""
    return [change for change in CHANGES if words in change.name]
