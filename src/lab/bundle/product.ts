import type {ComponentName} from '../../core/artifacts/bundle.js';

/** One artifact to build, as data: its source, how it is compiled, and how it is verified. */
export interface Product {
  readonly component: ComponentName;
  readonly version: string;
  readonly name: string;
  /** Build time on two cores with empty caches, in the order of the list. */
  readonly seconds: number;
  readonly source: ModuleSource;
  readonly compile: GoProgram | CProgram;
  /** Arguments that make it print its version, and what it must print. */
  readonly proof: {readonly args: readonly string[]; readonly says: string};
  readonly image?: ImageShape;
}

/** A Go module; its go.mod is completed so that its programs build from outside it. */
export interface ModuleSource {
  readonly path: string;
  /** Without a leading v. */
  readonly version: string;
  /** Version of the modules that its go.mod replaces by directories of its own repository. */
  readonly siblings?: string;
  /** Required modules of which no package is built; the module proxy may lack them. */
  readonly unneeded?: readonly string[];
  /** A main package of quorate instead of one of the module. */
  readonly main?: MainPackage;
}

export type MainPackage =
  | {readonly kind: 'text'; readonly text: string}
  /** The module's own file without the imports of a package. */
  | {readonly kind: 'without-import'; readonly file: string; readonly imported: string};

export interface GoProgram {
  readonly language: 'go';
  /** "." for a main package of quorate. */
  readonly package: string;
  readonly tags?: readonly string[];
  /** Linked statically with C libraries of this machine. */
  readonly cgo?: boolean;
  /** Variables set at link time. */
  readonly stamps?: Readonly<Record<string, string>>;
}

export interface CProgram {
  readonly language: 'c';
  /** Within the module. */
  readonly file: string;
  readonly defines: Readonly<Record<string, string>>;
}

export interface ImageShape {
  /** "registry.k8s.io/pause:3.10.2" */
  readonly reference: string;
  /** Path of the program in the image, which it runs. */
  readonly entrypoint: string;
  readonly command?: readonly string[];
  /** "65535:65535"; root when undefined. */
  readonly user?: string;
  /** A Debian layer with these packages and their dependencies, below the program. */
  readonly debian?: readonly string[];
}

export const titleOf = ({name, version}: Product): string => `${name} ${version}`;
export const keyOf = ({component, version, name}: Pick<Product, 'component' | 'version' | 'name'>): string =>
  `${component}/${version}/${name}`;
