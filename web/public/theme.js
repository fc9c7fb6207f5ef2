// Before the first paint: the theme and language of last time, so that nothing flashes. The app keeps both up to date.
;(function () {
  var root = document.documentElement
  try {
    var theme = localStorage.getItem('sunmao.theme') || 'system'
    var dark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
    root.dataset.theme = dark ? 'dark' : 'light'
    var language = localStorage.getItem('sunmao.language') || (/^zh/i.test(navigator.language) ? 'zh' : 'en')
    root.lang = language === 'zh' ? 'zh-CN' : 'en'
  } catch (error) {
    root.dataset.theme = 'light'
  }
})()
