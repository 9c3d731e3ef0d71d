/** SQL Server error numbers that mean something to a procedure (Database Engine events and errors; msdb 14000–14999). */
import type { SqlFailureName } from './failures';

/** They end every failed BACKUP, RESTORE or ALTER DATABASE and say nothing about its cause. */
export const trailers: ReadonlySet<number> = new Set([3013, 3119, 5069]);

const numbers: Readonly<Partial<Record<SqlFailureName, readonly number[]>>> = {
  InstanceBusy: [1204, 1205, 1222, 1404, 1413, 1421, 1456, 3023],
  DatabaseInUse: [3101, 5030, 5061, 5064, 5070, 924],
  DatabaseInTransition: [921, 922, 952, 5059],
  AgentBusy: [14258],
  Interrupted: [3204],
  AlreadyInEffect: [1416, 3120, 3153, 4326, 6106, 14261, 14269, 32009, 32010, 32012, 32013, 32014, 32024],
  LoginRefused: [4060, 4064, 18452, 18456, 18470, 18486, 18487, 18488],
  PermissionDenied: [229, 262, 297, 300, 916, 3110, 5011, 6102, 14252, 14260, 14393],
  FileMissing: [3201, 3206, 5133],
  AccessDenied: [5123],
  DiskFull: [3140, 3257],
  FileDamaged: [
    3049, 3098, 3113, 3182, 3183, 3186, 3187, 3189, 3203, 3208, 3241, 3242, 3243, 3254, 3256, 3259, 3266, 3271, 3287,
  ],
  WrongFile: [3118, 3132, 3133, 3135, 3136, 3141, 3142, 3143, 3154, 3156, 3176, 3227, 3231, 3232, 3234, 1834],
  LogBackupMissing: [4305, 4349],
  Diverged: [1407, 3121, 4312, 4330],
  NotReadyForLogs: [3117],
  NotRecoverable: [4318, 4319, 4320, 4331, 4332, 4333],
  TailNotBackedUp: [3159, 3173],
  MirroringInTheWay: [954, 957, 1468, 3059, 3104, 3743],
  MirroringNotPossible: [
    1405, 1406, 1408, 1409, 1410, 1411, 1412, 1415, 1418, 1419, 1422, 1426, 1430, 1431, 1447, 1448, 1449, 1451, 1452,
    1453, 1454, 1455, 1460, 1464, 1465, 1466, 1467, 1469, 1470, 1473, 1475, 1477, 1478, 1479, 1488, 5003,
  ],
  NoFullBackup: [3035, 4208, 4214, 4219],
  WrongVersion: [3169, 3180],
  DatabaseUnavailable: [923, 926, 927, 942, 945, 955, 956, 3036, 5052, 5063],
  NoSuchObject: [207, 208, 911, 2812, 14262],
  LogShippingNotPossible: [32007, 32011, 32015, 32017, 32018, 32022, 32023, 32025, 32028, 32052, 32053, 32054, 32055],
};

export const meaningOfNumber: ReadonlyMap<number, SqlFailureName> = new Map(
  Object.entries(numbers).flatMap(([name, list]) => list.map((number) => [number, name as SqlFailureName] as const)),
);

/** Messages that quote an error of the operating system, which then decides. */
export const numbersWithOsError: ReadonlySet<number> = new Set([3201, 3202, 3203, 3271, 5123, 5133]);

export const meaningOfOsError: Readonly<Record<number, SqlFailureName>> = {
  2: 'FileMissing',
  3: 'FileMissing',
  5: 'AccessDenied',
  32: 'FileInUse',
  33: 'FileInUse',
  53: 'ShareUnreachable',
  59: 'ShareUnreachable',
  64: 'ShareUnreachable',
  67: 'ShareUnreachable',
  112: 'DiskFull',
  121: 'ShareUnreachable',
  1326: 'AccessDenied',
};
