/** The product tree out of part paths: groups are the parents that parts name, in the order of the script. */
import type { Part } from '@/contracts/scene'

export interface TreeNode {
  path: string
  name: string
  level: number
  part: Part | null
  children: TreeNode[]
}

export interface TreeRow {
  node: TreeNode
  open: boolean | null
  /** 1-based place among its siblings, and how many they are: for `aria-posinset`, `aria-setsize` */
  place: number
  of: number
}

/** The root of the tree: the one group that holds everything, else a node of the document's name with an empty path. */
export function buildTree(documentName: string, parts: readonly Part[]): TreeNode {
  const root: TreeNode = { path: '', name: documentName, level: 1, part: null, children: [] }
  const groups = new Map<string, TreeNode>([['', root]])
  const group = (path: string): TreeNode => {
    const known = groups.get(path)
    if (known) return known
    const cut = path.lastIndexOf('/')
    const parent = group(cut < 0 ? '' : path.slice(0, cut))
    const node: TreeNode = { path, name: path.slice(cut + 1).replaceAll('∕', '/'), level: parent.level + 1, part: null, children: [] }
    parent.children.push(node)
    groups.set(path, node)
    return node
  }
  for (const part of parts) {
    const parent = group(part.parent)
    parent.children.push({ path: part.path, name: part.name, level: parent.level + 1, part, children: [] })
  }
  const [only] = root.children
  return root.children.length === 1 && only && !only.part ? lifted(only) : root
}

function lifted(node: TreeNode): TreeNode {
  return { ...node, level: node.level - 1, children: node.children.map(lifted) }
}

/** Every part below a node, itself included. */
export function partsUnder(node: TreeNode): Part[] {
  return node.part ? [node.part] : node.children.flatMap(partsUnder)
}

function matches(node: TreeNode, wanted: string): boolean {
  return node.name.toLocaleLowerCase().includes(wanted) || node.children.some((child) => matches(child, wanted))
}

/** The rows that show: closed groups hide what is below, a search opens all that leads to a hit. */
export function visibleRows(root: TreeNode, closed: ReadonlySet<string>, search: string): TreeRow[] {
  const wanted = search.trim().toLocaleLowerCase()
  const rows: TreeRow[] = []
  const walk = (siblings: TreeNode[]): void => {
    const shown = wanted ? siblings.filter((node) => matches(node, wanted)) : siblings
    shown.forEach((node, index) => {
      const open = node.part ? null : wanted !== '' || !closed.has(node.path)
      rows.push({ node, open, place: index + 1, of: shown.length })
      if (open) walk(node.children)
    })
  }
  walk([root])
  return rows
}

export function findNode(root: TreeNode, path: string): TreeNode | null {
  if (root.path === path) return root
  for (const child of root.children) {
    const found = findNode(child, path)
    if (found) return found
  }
  return null
}
