import { watch } from 'vue'
import { createRouter, createWebHistory, type RouteLocationRaw, type Router, type RouterHistory } from 'vue-router'

import { loadSession, session } from './session'

declare module 'vue-router' {
  interface RouteMeta {
    /** May be seen without signing in. */
    public?: boolean
    /** Fills the window, without rail and top bar. */
    bare?: boolean
  }
}

/** Only a path of our own: `next` comes from the address line. */
export function safeNext(next: unknown): string {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : '/'
}

export function buildRouter(history: RouterHistory = createWebHistory()): Router {
  const router = createRouter({
    history,
    routes: [
      { path: '/', name: 'home', component: () => import('@/pages/home/HomePage.vue') },
      { path: '/sign-in', name: 'sign-in', component: () => import('@/pages/sign-in/SignInPage.vue'), meta: { public: true, bare: true } },
      { path: '/projects', name: 'projects', component: () => import('@/pages/projects/ProjectsPage.vue') },
      { path: '/projects/:id', name: 'project', component: () => import('@/pages/project/ProjectPage.vue'), props: true },
      { path: '/documents/:id', name: 'studio', component: () => import('@/pages/studio/StudioPage.vue'), props: true, meta: { bare: true } },
      { path: '/cmf', name: 'cmf', component: () => import('@/pages/cmf-library/CmfLibraryPage.vue'), meta: { public: true } },
      { path: '/cmf/new', name: 'cmf-new', component: () => import('@/pages/cmf-edit/CmfEditPage.vue') },
      { path: '/cmf/:id/edit', name: 'cmf-edit', component: () => import('@/pages/cmf-edit/CmfEditPage.vue'), props: true },
      { path: '/cmf/review', name: 'cmf-review', component: () => import('@/pages/cmf-review/CmfReviewPage.vue') },
      { path: '/cmf/import', name: 'cmf-import', component: () => import('@/pages/cmf-import/CmfImportPage.vue') },
      { path: '/cmf/:id', name: 'cmf-item', component: () => import('@/pages/cmf-item/CmfItemPage.vue'), props: true, meta: { public: true } },
      { path: '/guide', name: 'guide', component: () => import('@/pages/guide/GuidePage.vue'), meta: { public: true } },
      { path: '/settings', name: 'settings', component: () => import('@/pages/settings/SettingsPage.vue') },
      { path: '/:path(.*)*', name: 'not-found', component: () => import('@/pages/not-found/NotFoundPage.vue') },
    ],
    scrollBehavior: (to, _from, saved) => saved ?? (to.hash ? { el: `#${CSS.escape(decodeURIComponent(to.hash.slice(1)))}` } : { top: 0 }),
  })

  router.beforeEach(async (to): Promise<RouteLocationRaw | true> => {
    await loadSession()
    if (session.failure) return true // the shell shows what failed, at the address that was asked for
    if (!session.user && !to.meta.public) return { name: 'sign-in', query: to.path === '/' ? {} : { next: to.fullPath } }
    if (session.user && to.name === 'sign-in') return safeNext(to.query.next)
    return true
  })

  watch(
    () => session.user,
    (user) => {
      const here = router.currentRoute.value
      if (!user && here.name && !here.meta.public) void router.push({ name: 'sign-in', query: session.expired ? { next: here.fullPath } : {} })
    },
  )
  return router
}
