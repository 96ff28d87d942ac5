"""The same two models in SimPy. Prints one JSON line: {"version", "seconds"}; processor time of the run, without start-up and imports."""
import json
import random
import sys
import time

import simpy


def mm1(customers):
    env = simpy.Environment()
    chance = random.Random(1)
    server = simpy.Resource(env, capacity=1)
    waited = [0.0]

    def customer():
        came = env.now
        with server.request() as turn:
            yield turn
            waited[0] += env.now - came
            yield env.timeout(chance.expovariate(1 / 0.8))

    def source():
        for _ in range(customers):
            yield env.timeout(chance.expovariate(1.0))
            env.process(customer())

    env.process(source())
    env.run()
    assert abs(waited[0] / customers - 3.2) < 1.1, waited[0] / customers


def heartbeats(machines, beats):
    env = simpy.Environment()
    chance = random.Random(1)
    last_seen = [0.0] * machines

    def machine(number):
        yield env.timeout(chance.random() * 10)
        for beat in range(1, beats + 1):
            last_seen[number] = env.now
            if beat < beats:
                yield env.timeout(10)

    for number in range(machines):
        env.process(machine(number))
    env.run()


model, *sizes = sys.argv[1:]
start = time.process_time()
{"mm1": mm1, "heartbeats": heartbeats}[model](*map(int, sizes))
print(json.dumps({"version": simpy.__version__, "seconds": time.process_time() - start}))
