// One tick each second for the board, from a worker: a hidden page's own timers may run once a minute.
setInterval(() => postMessage(0), 1000);
