"""A TCP proxy that can be told to misbehave: cut (connections closed, new ones refused), frozen (everything is accepted,
nothing goes through), slow (each piece is late)."""

import asyncio
import contextlib
import itertools
import threading


class Proxy:
    """Forwards 127.0.0.1:port to 127.0.0.1:target, in a thread of its own."""

    def __init__(self, target, port):
        self.target, self.port = target, port
        self.delay = 0.0
        self.loop = asyncio.new_event_loop()
        self.server = None
        self.writers = set()
        self.flowing = None
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True, name=f"proxy-{target}")

    def pick(self):
        return self.target

    def start(self):
        self.thread.start()
        self.ask(self.open())
        return self

    def ask(self, work):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(10)

    async def open(self):
        self.flowing = self.flowing or asyncio.Event()
        self.flowing.set()
        if self.server is None:
            self.server = await asyncio.start_server(self.serve, "127.0.0.1", self.port)

    async def close(self):
        if self.server is not None:
            self.server.close()
            self.server = None
        for writer in list(self.writers):
            writer.transport.abort()

    async def serve(self, reader, writer):
        try:
            there, to_there = await asyncio.open_connection("127.0.0.1", self.pick())
        except OSError:
            writer.transport.abort()
            return
        self.writers |= {writer, to_there}
        try:
            await asyncio.gather(self.pump(reader, to_there), self.pump(there, writer))
        finally:
            self.writers -= {writer, to_there}

    async def pump(self, reader, writer):
        with contextlib.suppress(OSError, asyncio.CancelledError):
            while data := await reader.read(65536):
                await self.flowing.wait()
                if self.delay:
                    await asyncio.sleep(self.delay)
                writer.write(data)
                await writer.drain()
        with contextlib.suppress(Exception):
            writer.close()

    async def hold(self):
        self.flowing.clear()

    def cut(self):
        """As if the cable were pulled and the port closed."""
        self.ask(self.close())

    def freeze(self):
        """As if packets were dropped: connections stay, nothing comes through."""
        self.ask(self.hold())

    def mend(self):
        self.ask(self.open())

    @contextlib.contextmanager
    def away(self):
        self.cut()
        try:
            yield self
        finally:
            self.mend()

    @contextlib.contextmanager
    def frozen(self):
        self.freeze()
        try:
            yield self
        finally:
            self.mend()

    async def end(self):
        """Closes everything; what still runs in the loop is over when it stops."""
        await self.close()
        running = asyncio.all_tasks() - {asyncio.current_task()}
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def stop(self):
        self.ask(self.end())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(5)
        if not self.thread.is_alive():
            self.loop.close()


class Balancer(Proxy):
    """A plain TCP load balancer: each connection goes to the next target."""

    def __init__(self, targets, port):
        super().__init__(targets[0], port)
        self.turns = itertools.cycle(targets)

    def pick(self):
        return next(self.turns)

    def __enter__(self):
        return self.start()

    def __exit__(self, *ignored):
        self.stop()
