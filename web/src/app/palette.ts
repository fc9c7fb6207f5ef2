/** What Ctrl K offers, and how a query finds it. */
import { BookOpen, BookText, Box, FolderKanban, House, Keyboard, Languages, Moon, Plus, Settings2, Sun, SwatchBook } from '@lucide/vue'
import type { Component } from 'vue'
import type { Router } from 'vue-router'

import type { DocumentInfo, Project } from '@/api/types'
import type { Texts } from '@/i18n'
import { newModel } from '@/pages/new-model/open'

import { preferences } from './preferences'
import { changeProfile } from './session'

export interface Entry {
  id: string
  group: 'pages' | 'documents' | 'projects' | 'commands'
  icon: Component
  label: string
  note?: string
  run: () => unknown
}

interface Sources {
  t: Texts['t']
  router: Router
  help: () => void
  documents: DocumentInfo[]
  projects: Project[]
}

export function paletteEntries({ t, router, help, documents, projects }: Sources): Entry[] {
  const go = (path: string) => () => router.push(path)
  const other = preferences.language === 'zh' ? 'en' : 'zh'
  const dark = preferences.dark
  return [
    ...documents.map((item): Entry => ({ id: item.id, group: 'documents', icon: Box, label: item.name, note: item.project.name, run: go(`/documents/${item.id}`) })),
    ...projects.map((item): Entry => ({ id: item.id, group: 'projects', icon: FolderKanban, label: item.name, note: item.org.name, run: go(`/projects/${item.id}`) })),
    { id: 'home', group: 'pages', icon: House, label: t('shell.home'), run: go('/') },
    { id: 'projects', group: 'pages', icon: FolderKanban, label: t('shell.projects'), run: go('/projects') },
    { id: 'cmf', group: 'pages', icon: SwatchBook, label: t('cmf.title'), run: go('/cmf') },
    { id: 'settings', group: 'pages', icon: Settings2, label: t('shell.settings'), run: go('/settings') },
    { id: 'guide', group: 'pages', icon: BookText, label: t('shell.guide'), run: go('/guide') },
    { id: 'api', group: 'pages', icon: BookOpen, label: t('shell.api'), run: () => location.assign('/api/docs') },
    { id: 'new', group: 'commands', icon: Plus, label: t('home.newModel'), run: () => newModel.open() },
    { id: 'language', group: 'commands', icon: Languages, label: other === 'en' ? t('shell.toEn') : t('shell.toZh'), run: () => changeProfile({ language: other }) },
    { id: 'theme', group: 'commands', icon: dark ? Sun : Moon, label: dark ? t('shell.toLight') : t('shell.toDark'), run: () => changeProfile({ theme: dark ? 'light' : 'dark' }) },
    { id: 'help', group: 'commands', icon: Keyboard, label: t('shell.help'), run: help },
  ]
}

/** Every word of the query occurs in the label or note; width and case of letters do not matter. */
export function matches(query: string, entry: Pick<Entry, 'label' | 'note'>): boolean {
  const text = `${entry.label} ${entry.note ?? ''}`.normalize('NFKC').toLowerCase()
  return query.normalize('NFKC').toLowerCase().split(/\s+/).every((word) => text.includes(word))
}
