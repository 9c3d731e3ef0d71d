/** -WhatIf, -Confirm and `$ConfirmPreference` ("about_Preference_Variables"; recorded from PowerShell). */
import type { BoundParameters } from './binding';
import type { Cmdlet } from './cmdlet';

/** What the host prints instead of acting. */
export const whatIfText = (operation: string, target: string): string =>
  `What if: Performing the operation "${operation}" on target "${target}".`;

const targets = ['Identity', 'SqlServerFqdn', 'PoolFqdn', 'Name', 'ComputerName'];

/** What a question or `What if:` says that the cmdlet would act on. */
export const targetOf = (bound: BoundParameters, otherwise: string): string =>
  targets.map((name) => bound.text(name)).find((text) => text !== undefined) ?? otherwise;

/** Preferences at which a cmdlet of impact Medium asks; None and High, the default, are not among them. */
const asksAtMedium = ['low', 'medium'];

/** Whether the call would have to ask; -Confirm on the call beats the preference. */
export function asks(cmdlet: Cmdlet, bound: BoundParameters, preference = 'High'): boolean {
  if (bound.has('Confirm')) return bound.flag('Confirm');
  return cmdlet.prompts === true || (cmdlet.shouldProcess === true && asksAtMedium.includes(preference.toLowerCase()));
}
