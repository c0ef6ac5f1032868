// What is going on with a request, in words.
import type { WorkflowState } from '../api/types';

export const stages: { state: WorkflowState; label: string }[] = [
    { state: 'REQUIREMENT_BUILDING', label: 'Understanding' },
    { state: 'SEARCHING', label: 'Searching' },
    { state: 'RANKING', label: 'Choosing the best' },
];

const place: Partial<Record<WorkflowState, number>> = {
    REQUIREMENT_BUILDING: 0,
    MEDIA_PROCESSING: 0,
    SEARCHING: 1,
    RANKING: 2,
};

/** -1: on its way to the shop. */
export function stageOf(state: WorkflowState): number {
    return place[state] ?? -1;
}
