/**
 * Ends a process when the parent of this one is gone, however that died: PID. The parent holds the other end of standard
 * input; it writes a line to release the watchdog, while a death only closes the pipe.
 */
const pid = Number(process.argv[2]);
const graceMs = 3_000;
let released = false;

process.stdin.on('data', () => {
  released = true;
  process.exit();
});
process.stdin.on('end', () => {
  if (released) return;
  end('SIGTERM');
  setTimeout(() => end('SIGKILL'), graceMs);
});

function end(signal) {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended already.
    process.exit();
  }
}
