# SPDX-License-Identifier: AGPL-3.0-or-later
## The shell, before any script runs
shell-waiting = لحظة من فضلك …
shell-no-script = تحتاج هذه الصفحة إلى جافاسكربت.
shell-plain = وهنا صفحة تعمل من دونه.

## The frame
app-mail = البريد
app-contacts = جهات الاتصال
app-settings = الإعدادات
# For those who look after the collective.
app-care = الرعاية
# For everybody else: how the collective and its server stand.
app-house = البيت
app-places = الأماكن الرئيسية
app-account = الحساب
app-sign-out = تسجيل الخروج
app-signed-out-here = خرجت من هذا المتصفح. لا يمكن الوصول إلى الخادم: سينهي الجلسة حالما يعود الاتصال والبوابة مفتوحة.
app-sign-out-waiting = { $count ->
    [zero] لا شيء ينتظر التنفيذ.
    [one] أمر واحد فعلته من دون اتصال لم يُنفَّذ بعد، وسيضيع.
    [two] أمران فعلتهما من دون اتصال لم يُنفَّذا بعد، وسيضيعان.
    [few] { $count } أمور فعلتها من دون اتصال لم تُنفَّذ بعد، وستضيع.
    [many] { $count } أمرًا فعلته من دون اتصال لم يُنفَّذ بعد، وسيضيع.
   *[other] { $count } أمر فعلته من دون اتصال لم يُنفَّذ بعد، وسيضيع.
}
# Something that was done without a connection, and waits.
app-copy-loses = ما جرى من دون اتصال ينتظر في النسخة على هذا الجهاز. لم يُنفَّذ بعد، وسيضيع.
app-copy-strange = نسخة البريد على هذا الجهاز لا تُفتح بهذا الحساب، وفيها ما ينتظر. انظر في الإعدادات، على هذا الجهاز.
app-refused = { $count ->
    [zero] لم يرفض الخادم شيئًا.
    [one] لم يقبل الخادم أمرًا واحدًا فعلته من دون اتصال. اطّلع عليه
    [two] لم يقبل الخادم أمرين فعلتهما من دون اتصال. اطّلع عليهما
    [few] لم يقبل الخادم { $count } أمور فعلتها من دون اتصال. اطّلع عليها
    [many] لم يقبل الخادم { $count } أمرًا فعلته من دون اتصال. اطّلع عليها
   *[other] لم يقبل الخادم { $count } أمر فعلته من دون اتصال. اطّلع عليها
}
app-skip = إلى المحتوى مباشرة
app-offline = لا اتصال. قد يكون ما تراه قديمًا.
app-offline-waiting = لا اتصال. ما تفعله الآن يُنفَّذ حين يعود الاتصال.
app-new-mail = بريد جديد
app-open-copy = فتح
app-open-copy-text = توجد على هذا الجهاز نسخة من بريدك. يمكنك فتحها بعبارة المرور التي اخترتها لها.
app-open-copy-passphrase = عبارة مرور هذا الجهاز
app-open-copy-wrong = عبارة المرور هذه لا تفتحها.
app-languages = اللغات
app-plain = من دون جافاسكربت
app-unreachable-title = تعذّر الوصول إلى الخادم
app-unreachable-text = إما أن اتصالك مقطوع أو اتصاله. لا يضيع شيء: ينتظر البريد في خوادم أخرى إلى أن يعود.

## Parts of many screens
ui-cancel = إلغاء
ui-save = حفظ
ui-close = إغلاق
ui-undo = تراجع
ui-copy = نسخ
ui-copied = نُسخ
ui-show = إظهار
ui-hide = إخفاء
ui-again = حاول من جديد
ui-loading = جارٍ التحميل …
ui-back = رجوع
ui-next = التالي
ui-done = تم
ui-delete = حذف
ui-edit = تعديل
ui-print = طباعة
ui-as-table = كجدول
ui-as-picture = كرسم
ui-chart-time = الوقت
ui-chart-now = { $name }: { $now } الآن، وأقصاها { $most } عند { $time }.
ui-chart-sum = { $name }: { $sum } إجمالًا.

## What went wrong
failed-network = تعذّر الوصول إلى الخادم. تحقق من اتصالك وحاول من جديد.
failed-signedOut = انتهت جلستك. سجّل الدخول من جديد.
failed-locked = الخادم مقفل. يجب أن يفتحه حافظو المفاتيح أولًا.
failed-limit = كان هذا كثيرًا دفعة واحدة أو متكررًا أكثر من اللازم. انتظر قليلًا وحاول من جديد.
failed-rateLimit = كان هذا متكررًا أكثر من اللازم. انتظر قليلًا وحاول من جديد.
failed-overQuota = لم يبق مكان لهذا. احذف شيئًا أولًا.
failed-tooLarge = هذا كبير جدًا.
failed-forbidden = ليس لك أن تفعل هذا.
failed-notFound = لم يعد موجودًا.
failed-stateMismatch = غيّره شخص آخر في هذه الأثناء. انظر من جديد ثم كرّر.
failed-invalidProperties = فيه شيء ليس كما ينبغي. راجع ما كتبته.
failed-notKept = تعذّر حفظ هذا على هذا الجهاز. ربما لم يبق فيه مكان.
failed-tooManyWait = ما ينتظر الاتصال كثير جدًا. اتصل قبل أن تواصل.
failed-refused = رفض الخادم هذا.
failed-broken = حدث خطأ، ولست السبب. حاول من جديد؛ وإن استمر فأخبر من يعتني بالخادم.
