import { Duplex } from 'node:stream';
import { Transport } from '../../../../estate/sql-server/tds/transport';

describe('a transport', () => {
  it('lets a result wait until its client has taken what was sent', async () => {
    const written: (() => void)[] = [];
    const slow = new Duplex({
      highWaterMark: 10,
      read: () => undefined,
      write: (_chunk, _encoding, callback) => void written.push(callback),
    });
    const transport = new Transport(
      slow,
      () => undefined,
      () => undefined,
    );
    expect(transport.write(Buffer.alloc(20))).toBe(false);
    let isDrained = false;
    const drained = transport.drained().then(() => (isDrained = true));
    await new Promise(setImmediate);
    expect(isDrained).toBe(false);
    written.shift()?.();
    await drained;
    expect(isDrained).toBe(true);
  });

  it('lets nothing wait for a client that is gone', async () => {
    const gone = new Duplex({ highWaterMark: 10, read: () => undefined, write: () => undefined });
    const transport = new Transport(
      gone,
      () => undefined,
      () => undefined,
    );
    transport.write(Buffer.alloc(20));
    const drained = transport.drained();
    gone.destroy();
    await expect(drained).resolves.toBeUndefined();
  });
});
