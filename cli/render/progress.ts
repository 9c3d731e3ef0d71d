/** Where a run stands, as text; the plan has a command of its own. */
import { currentDetails } from '../../domain/run/details';
import type { Progress } from '../../domain/run/progress';

export const progressText = (progress: Progress): string => currentDetails(progress, undefined);
