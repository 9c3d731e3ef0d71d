/** A handful of storms: those that taught something, by name, and some by seed. `npm run storm` draws as many as you like. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { draw } from '../../lab/rig/storm/draw';
import { ride } from '../../lab/rig/storm/ride';
import { scheduleOf, type Schedule } from '../../lab/rig/storm/schedule';
import { closeControlPlane, controlPlane } from './support/control-plane';

const folder = path.join(__dirname, 'storms');

const lessons = readdirSync(folder).map((file): [string, Schedule] => [
  file.replace(/\.storm$/, '').replaceAll('-', ' '),
  scheduleOf(readFileSync(path.join(folder, file), 'utf8')),
]);

/** Drawn, so that what draws is ridden too. */
const seeds = [3, 9, 13];

afterAll(closeControlPlane);

it.each([...lessons, ...seeds.map((seed): [string, Schedule] => [`seed ${String(seed)}`, draw(seed)])])(
  '%s: no invariant breaks, every run ends, users chat',
  async (_, schedule) => {
    const { flags } = await ride(schedule, await controlPlane());
    expect(flags).toEqual([]);
  },
  400_000,
);
