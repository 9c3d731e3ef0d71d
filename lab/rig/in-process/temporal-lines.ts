/** The way of each data centre to Temporal, which can be cut while everything else there goes on. */
import net from 'node:net';
import { once } from 'node:events';
import { NativeConnection } from '@temporalio/worker';
import type { DataCentreSide } from '../../../domain/topology/pool';

interface Line {
  readonly address: string;
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

async function lineTo(address: string): Promise<Line> {
  const [host = '', port = ''] = address.split(':');
  const open = new Set<net.Socket>();
  let isCut = false;
  const server = net.createServer((near) => {
    if (isCut) {
      near.destroy();
      return;
    }
    const far = net.connect(Number(port), host);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  const cut = (): void => {
    isCut = true;
    for (const socket of open) socket.destroy();
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: own } = server.address() as net.AddressInfo;
  return {
    address: `127.0.0.1:${String(own)}`,
    cut,
    mend() {
      isCut = false;
    },
    async close() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}

export interface TemporalLines {
  connectionOf(side: DataCentreSide): NativeConnection;
  cut(side: DataCentreSide): void;
  mend(side: DataCentreSide): void;
  close(): Promise<void>;
}

export async function temporalLines(address: string): Promise<TemporalLines> {
  const [primary, secondary] = await Promise.all([lineTo(address), lineTo(address)]);
  const lines = { primary, secondary };
  const connections = {
    primary: await NativeConnection.connect({ address: primary.address }),
    secondary: await NativeConnection.connect({ address: secondary.address }),
  };
  return {
    connectionOf: (side) => connections[side],
    cut: (side) => lines[side].cut(),
    mend: (side) => lines[side].mend(),
    async close() {
      await Promise.all(Object.values(connections).map((connection) => connection.close()));
      await Promise.all(Object.values(lines).map((line) => line.close()));
    },
  };
}
