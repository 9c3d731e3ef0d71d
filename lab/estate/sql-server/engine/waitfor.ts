/** WAITFOR DELAY. */
import { refusal } from './errors';

const clockPattern = /^\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?\s*$/;

/** Milliseconds to wait. @throws SqlError 148. */
export function waitDuration(text: string): number {
  const match = clockPattern.exec(text);
  const [hours = 0, minutes = 0, seconds = 0] = (match ?? []).slice(1, 4).map(Number);
  if (match === null || hours > 23 || minutes > 59 || seconds > 59) {
    throw refusal(148, `Incorrect time syntax in time string '${text}' used with WAITFOR.`, 15);
  }
  const whole = (hours * 60 + minutes) * 60 + (match[3] === undefined ? 0 : seconds);
  return whole * 1000 + Number((match[4] ?? '0').padEnd(3, '0'));
}

/** Resolves after the time or as soon as the signal is aborted. */
export async function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end, { once: true });
  });
}
