import type { Clock } from '../lib/clock.ts';
import { temporaryFolder } from '../lib/temporary-folder.ts';
import { createLab } from '../tls/certificates/lab.ts';
import { type TrustFiles, together, writeRoots, writeTrustFiles } from '../tls/certificates/trust-files.ts';
import type { CorporateRoot } from '../tls/profiles.ts';

/** Files with the roots that the command is to trust. */
export interface RootFiles extends TrustFiles {
  readonly corporateRoot: CorporateRoot;
  /** File with only the root of the corporate proxy; `null`: the command is not to trust it. */
  readonly corporate: string | null;
}

/** The files of a drill; removed when it ends. */
export interface Roots extends RootFiles {
  /** Folder with the root of all gateways of the drill. */
  readonly folder: string;
  /** The same files without the corporate root; `null`: they never hold it. */
  readonly without: RootFiles | null;
  remove(): void;
}

/**
 * `badgateway`: our own root. `corporate`: also the root of the scenario `corporate-proxy`, which is the
 * right fix for its clients.
 */
export type Trust = 'badgateway' | 'corporate';

type Env = Readonly<Record<string, string | undefined>>;

/** The folder holds private keys. */
export function makeRoots(env: Env, trust: Trust, clock: Clock): Roots {
  const { path: folder, remove } = temporaryFolder();
  try {
    const lab = createLab({ names: [], directory: folder, clock });
    const files = writeTrustFiles(folder, lab.root(), env);
    const own: RootFiles = { ...files, corporateRoot: 'secret', corporate: null };
    if (trust === 'badgateway') return { ...own, folder, without: null, remove };
    const corporate = writeRoots(folder, 'corporate.pem', lab.corporateRoot());
    const both = writeTrustFiles(folder, together(lab.root(), lab.corporateRoot()), env, 'corporate-');
    return { ...both, corporateRoot: 'trusted', corporate, folder, without: own, remove };
  } catch (error) {
    remove();
    throw error;
  }
}
