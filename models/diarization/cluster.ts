import { agnes } from 'ml-hclust'
import { meanDirection, similarity } from '../embeddings/speaker.ts'

/** Grouping takes the cube of their number: 0.1 s for so many. The others go to the group that they are nearest to. */
const GROUPED_MAX = 300

export interface ClusterOptions {
  /** Two groups are two people when the cosine of their means is at most this. */
  readonly alike: number
  /** How many groups, if somebody knows. */
  readonly count?: number
  readonly max: number
}

/**
 * Means of the groups that vectors of length 1 fall into. Ward's method makes a tree of them (`ml-hclust`); of its cuts the finest counts in which
 * every two groups lie apart as two people do. Average, centroid and complete linkage take one odd piece for a person before they part two alike voices.
 * @returns from 1 to `max` means of length 1; none for no vectors
 */
export function clusterVoices(all: readonly Float32Array[], { alike, count, max }: ClusterOptions): Float32Array[] {
  if (all.length === 0) return []
  const vectors = all.length <= GROUPED_MAX ? all : Array.from({ length: GROUPED_MAX }, (_, i) => all[Math.floor((i * all.length) / GROUPED_MAX)]!)
  const whole = [meanDirection(vectors)]
  const most = Math.min(count ?? max, vectors.length)
  if (most === 1) return whole
  const tree = agnes(vectors.map((vector) => Array.from(vector)), { method: 'ward2' })
  for (let groups = most; groups > 1; groups--) {
    const means = tree.group(groups).children.map((group) => meanDirection(group.indices().map((index) => vectors[index]!)))
    if (count !== undefined || means.every((mean, i) => means.slice(0, i).every((other) => similarity(mean, other) <= alike))) return means
  }
  return whole
}
