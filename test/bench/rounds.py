"""The other end of a Contender (contender.ts), for Python."""

import json
import resource
import sys
import time
from collections.abc import Callable


def answer_rounds(ready: dict, work: Callable[[], object]) -> None:
    print(json.dumps(ready), flush=True)
    for line in sys.stdin:
        begun, used = time.perf_counter(), time.process_time()
        for _ in range(int(line)):
            work()
        seconds = (time.perf_counter() - begun) / int(line)
        cpu_seconds = (time.process_time() - used) / int(line)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        print(json.dumps({"seconds": seconds, "cpuSeconds": cpu_seconds, "peakBytes": peak}), flush=True)
