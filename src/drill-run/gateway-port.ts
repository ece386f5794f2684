import { type ControlAddress, connectGateway } from '../control/connect.ts';
import type { Methods } from '../control/methods.ts';

/** The operations that a runner needs. */
export type DrillMethods = Pick<
  Methods,
  'beginDrill' | 'enterStage' | 'renewLease' | 'endDrill' | 'showDrill' | 'showScenario'
> &
  Pick<Methods, 'readJournal' | 'listUnderWay'>;

/** A gateway as the runner of a drill sees it. */
export interface DrillGateway extends DrillMethods {
  /** Its control URL. */
  readonly url: string;
  /** Whether what gateways share is there; a gateway without a store has it. */
  store(): Promise<'there' | 'away'>;
}

async function storeOf(url: string): Promise<'there' | 'away'> {
  const response = await fetch(new URL('/health', url));
  const { store } = (await response.json()) as { readonly store?: { readonly state: string } };
  return store?.state === 'away' ? 'away' : 'there';
}

/** A gateway that runs already. */
export function attachedGateway(address: ControlAddress): DrillGateway {
  return { ...connectGateway(address), url: address.url, store: () => storeOf(address.url) };
}
