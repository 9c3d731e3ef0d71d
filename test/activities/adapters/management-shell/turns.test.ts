import { getEventListeners } from 'node:events';
import { TurnMissed, Turns } from '../../../../activities/adapters/management-shell/turns';

const long = 60_000;

describe('a turn', () => {
  it('comes at once when nobody has one, and in the order of asking otherwise', async () => {
    const turns = new Turns();
    const served: string[] = [];
    const serve = async (name: string): Promise<void> => {
      const end = await turns.take(long);
      served.push(name);
      await Promise.resolve();
      end();
    };
    await Promise.all(['a', 'b', 'c'].map(serve));
    expect(served).toEqual(['a', 'b', 'c']);
  });

  it('is missed by who waits too long, and the next one is served instead', async () => {
    const turns = new Turns();
    const end = await turns.take(long);
    const late = turns.take(1);
    const next = turns.take(long);
    await expect(late).rejects.toThrow(new TurnMissed('others were served the whole time'));
    end();
    (await next)();
    (await turns.take(long))();
  });

  it('is given up at once, for the reason of the signal, by who is called off, and the next one is served instead', async () => {
    const turns = new Turns();
    const callOff = new AbortController();
    const end = await turns.take(long);
    const waiting = turns.take(long, callOff.signal);
    const next = turns.take(long);
    callOff.abort(new Error('cancelled'));
    await expect(waiting).rejects.toThrow(new Error('cancelled'));
    end();
    (await next)();
    expect(getEventListeners(callOff.signal, 'abort')).toHaveLength(0);
  });

  it('is not taken by who was called off before', async () => {
    const turns = new Turns();
    await expect(turns.take(long, AbortSignal.abort(new Error('cancelled')))).rejects.toThrow('cancelled');
    (await turns.take(long))();
  });

  it('stays with a holder who is called off later', async () => {
    const turns = new Turns();
    const callOff = new AbortController();
    const end = await turns.take(long, callOff.signal);
    callOff.abort(new Error('cancelled'));
    await expect(turns.take(1)).rejects.toThrow(TurnMissed);
    end();
    (await turns.take(long))();
  });

  it('comes no more once they are closed, neither to those who wait nor to those who come', async () => {
    const turns = new Turns();
    await turns.take(long);
    const waiting = turns.take(long, new AbortController().signal);
    turns.close('the end');
    await expect(waiting).rejects.toThrow(new TurnMissed('the end'));
    await expect(turns.take(long)).rejects.toThrow(new TurnMissed('the end'));
  });
});
