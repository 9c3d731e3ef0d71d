/**
 * The product's Windows services on each chat server, and the service controller that starts and stops them. The names RTCCHAT and RTCCOMP are commonly used but stand in no
 * vendor document; they are data here.
 */
import { chatServersOf, sameName } from './central-store';
import type { Estate } from '../contract';

export interface WindowsService {
  readonly name: string;
  readonly displayName: string;
  readonly roleName: readonly string[];
  status: ServiceStatus;
}

/** A graceful stop shows as paused until the last piece of work is finished. */
export type ServiceStatus = 'Running' | 'Stopped' | 'StartPending' | 'StopPending' | 'Paused';

export const chatServiceName = 'RTCCHAT';
/** The agent that takes what the central store sends to this computer. */
const replicaServiceName = 'REPLICA';

/** Modelled seconds that the service controller takes for one computer, and that finishing existing work takes. */
const controlSeconds = 15;
const gracefulSeconds = 120;

const installedOn = (withCompliance: boolean): WindowsService[] => {
  const service = (name: string, displayName: string, ...roleName: string[]): WindowsService => ({
    name,
    displayName,
    roleName,
    status: 'Running',
  });
  return [
    service(replicaServiceName, 'Lync Server Replica Replicator Agent', 'ManagementServer'),
    service('RTCCLSAGT', 'Lync Server Centralized Logging Service Agent', 'ManagementServer'),
    service(chatServiceName, 'Lync Server Persistent Chat', 'PersistentChatServer'),
    ...(withCompliance ? [service('RTCCOMP', 'Lync Server Persistent Chat Compliance', 'PersistentChatServer')] : []),
  ];
};

export class WindowsServices {
  private readonly hosts: ReadonlyMap<string, readonly WindowsService[]>;
  private readonly off = new Set<string>();
  private readonly ended = new AbortController();

  constructor(private readonly estate: Estate) {
    const withCompliance = estate.pool.mgccomp !== undefined;
    this.hosts = new Map(chatServersOf(estate.pool).map((host) => [host, installedOn(withCompliance)]));
  }

  /** `undefined` for a computer that has no product services. */
  of(host: string): readonly WindowsService[] | undefined {
    return [...this.hosts].find(([name]) => sameName(name, host))?.[1];
  }

  /** One that is stopping still does. */
  chatServiceRuns(host: string): boolean {
    const status = this.statusOf(host, chatServiceName);
    return status !== undefined && status !== 'Stopped' && status !== 'StartPending';
  }

  /** Computers without product services of their own, like the front end, are not modelled to fail. */
  takesReplication(host: string): boolean {
    return this.of(host) === undefined || this.statusOf(host, replicaServiceName) === 'Running';
  }

  start(host: string, service: WindowsService): Promise<void> | undefined {
    return this.bring(host, service, 'Running', 'StartPending', controlSeconds);
  }

  stop(host: string, service: WindowsService, gracefully: boolean): Promise<void> | undefined {
    return gracefully
      ? this.bring(host, service, 'Stopped', 'Paused', gracefulSeconds)
      : this.bring(host, service, 'Stopped', 'StopPending', controlSeconds);
  }

  /** At once, without the service controller: as a service that dies or is set up in a state. */
  set(host: string, service: WindowsService, status: ServiceStatus): void {
    service.status = status;
    this.estate.changed(`${service.name} on ${host}: ${status}`);
  }

  isOn(host: string): boolean {
    return !this.off.has(host.toLowerCase());
  }

  /** The computer itself; its services are as they were when it is on again. */
  power(host: string, isOn: boolean): void {
    if (isOn) this.off.delete(host.toLowerCase());
    else this.off.add(host.toLowerCase());
    this.estate.changed(`${host} is ${isOn ? 'on' : 'off'}`);
  }

  dispose(): void {
    this.ended.abort();
  }

  private statusOf(host: string, name: string): ServiceStatus | undefined {
    const status = this.of(host)?.find((service) => service.name === name)?.status;
    return status === undefined || this.isOn(host) ? status : 'Stopped';
  }

  /** `undefined` when there is nothing to do; else settles with the effect, whatever becomes of the caller. */
  private bring(
    host: string,
    service: WindowsService,
    goal: ServiceStatus,
    onTheWay: ServiceStatus,
    seconds: number,
  ): Promise<void> | undefined {
    if (service.status === goal || service.status === onTheWay) return undefined;
    this.set(host, service, onTheWay);
    return this.estate.clock.lasts(seconds, this.ended.signal).then(
      () => {
        if (service.status === onTheWay) this.set(host, service, goal);
      },
      () => undefined,
    );
  }
}
