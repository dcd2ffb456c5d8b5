# SPDX-License-Identifier: AGPL-3.0-or-later
## The menu
care-all = كل الصفحات
care-overview = نظرة عامة
care-members = الأعضاء
care-invitations = الدعوات
care-domains = النطاقات والأسماء المستعارة
care-certificates = الشهادات
care-queue = البريد المنتظر
care-starts = مرات التشغيل
care-keyholders = حافظو المفاتيح
care-page = الصفحة العامة
care-held = ما يُحتفظ به
care-machine = الجهاز

## Overview
care-alarms = ما يحتاج إلى الناس
care-all-well = كل شيء على ما يرام. لا شيء يحتاج إليك الآن.
care-alarm-go = الذهاب إلى هناك
care-standing = الوضع الحالي
care-unlocked-since = مفتوح منذ
care-k-of-n = يفتحه { $threshold } من { $keyholders } معًا
care-domains-of = النطاقات
care-certificate-until = الشهادة صالحة حتى
care-members-count = { $count ->
    [zero] لا أعضاء
    [one] عضو واحد
    [two] عضوان
    [few] { $count } أعضاء
    [many] { $count } عضوًا
   *[other] { $count } عضو
}
care-queue-count = { $count ->
    [zero] لا مستلمين
    [one] مستلم واحد
    [two] مستلمان
    [few] { $count } مستلمين
    [many] { $count } مستلمًا
   *[other] { $count } مستلم
}
care-connections = الاتصالات
care-open-vaults = الحسابات المفتوحة
care-uptime = يعمل منذ
care-version = الإصدار
care-onion = عنوان أونيون
care-storage = التخزين
care-storage-text = { $mail } من البريد. المتاح على القرص { $free } من { $total }.
care-day = اليوم الأخير
care-day-text = يُحفظ في الذاكرة وحدها: إعادة التشغيل تنسيه. لا أسماء فيه ولا عناوين.
care-day-soon = بدأ الخادم للتو. ستظهر الرسوم بعد دقائق.
care-chart-mail = البريد
care-chart-in = وارد
care-chart-out = صادر
care-chart-processor = المعالج
care-chart-requests = طلبات الويب
care-chart-memory = الذاكرة

## Alarms
care-alarm-foreign = { $count ->
    [zero] لم يكتب أحد في الدليل
    [one] كتب أحدهم في الدليل على القرص
    [two] كتب أحدهم في الدليل على القرص مرتين
    [few] كتب أحدهم في الدليل على القرص { $count } مرات
    [many] كتب أحدهم في الدليل على القرص { $count } مرة
   *[other] كتب أحدهم في الدليل على القرص { $count } مرة
}
care-alarm-foreign-text = ليس لدى من فعل ذلك مفتاح المجموعة، فلم يكن له أثر. لكن أحدهم استطاع الكتابة على القرص. تعاملوا معه كتشغيل بلا تفسير: تحدثوا مع حافظي المفاتيح.
care-alarm-certificate-over = انتهت صلاحية الشهادة
care-alarm-certificate = تنتهي صلاحية الشهادة في { $date }
care-alarm-certificate-text = ستحذّر البرامج من الخادم أو ترفضه. أحضر شهادة جديدة.
care-alarm-self-made = الشهادة من صنع الخادم نفسه
care-alarm-self-made-text = إنها تعمّي لكنها لا تثبت لأحد من أنتم: تحذّر البرامج منها. دعوا الخادم يحصل على شهادة من جهة معتمدة، أو أحضروا واحدة.
care-alarm-renewal = لا شهادة صالحة للنطاق { $domain }
care-alarm-renewal-text = طُلبت من الجهة المعتمدة وفشل الطلب: { $trouble }
care-alarm-queue = البريد لا يغادر
care-alarm-queue-text = لم يبدأ جزء الخادم الذي يرسل البريد. حاول تشغيله من جديد؛ وإن بقي كذلك فانظر إلى مساحة القرص.
care-alarm-settings = خطأ في الإعدادات
care-alarm-settings-text = يستمر الخادم بما كان لديه. { $mistake }
care-alarm-memory = قد تصل المفاتيح إلى القرص
care-alarm-memory-text = لا يسمح الجهاز للخادم بتثبيت ذاكرته. ارفع حد الذاكرة المثبتة (memlock) لخدمته ثم أعد التشغيل.
care-alarm-sandbox = الخادم غير معزول
care-alarm-sandbox-text = إن اخترقه أحدهم فسيقدر على أكثر مما ينبغي. نواة أحدث تمكّنه من عزل نفسه.
care-alarm-waiting = { $count ->
    [zero] لا إعدادات تنتظر
    [one] إعداد واحد ينتظر التشغيل القادم
    [two] إعدادان ينتظران التشغيل القادم
    [few] { $count } إعدادات تنتظر التشغيل القادم
    [many] { $count } إعدادًا ينتظر التشغيل القادم
   *[other] { $count } إعداد ينتظر التشغيل القادم
}
care-alarm-starts = { $count ->
    [zero] لا تشغيل بلا تفسير
    [one] تشغيل واحد لم يفسّره أحد
    [two] تشغيلان لم يفسّرهما أحد
    [few] { $count } مرات تشغيل لم يفسّرها أحد
    [many] { $count } مرة تشغيل لم يفسّرها أحد
   *[other] { $count } مرة تشغيل لم يفسّرها أحد
}
care-alarm-starts-text = ما دام لا أحد يعرف السبب فهو قرص منسوخ. ابحثوا ودوّنوا ما وجدتم.
care-alarm-storage = القرص شبه ممتلئ
care-alarm-storage-text = بقي { $free }. حين لا يبقى شيء يُرفض البريد. أفسحوا مكانًا أو أضيفوا قرصًا.
care-alarm-approvals = { $count ->
    [zero] لا شيء ينتظر حافظي المفاتيح
    [one] إجراء واحد ينتظر حافظي المفاتيح
    [two] إجراءان ينتظران حافظي المفاتيح
    [few] { $count } إجراءات تنتظر حافظي المفاتيح
    [many] { $count } إجراءً ينتظر حافظي المفاتيح
   *[other] { $count } إجراء ينتظر حافظي المفاتيح
}
care-alarm-approvals-text = من لديه حصة يمكنه تقديمها هناك.
care-alarm-alone = عضو واحد فقط يعتني بالمجموعة
care-alarm-alone-text = إن مرض أو احتُجز فلن يستطيع أحد إدخال أحد أو إخراجه. أعطوا المهمة لعضو ثانٍ.

## Members
care-invite = دعوة
care-members-search = البحث عن أعضاء
care-members-none = لم يُعثر على أحد
care-members-more = { $count ->
    [zero] ولا أحد غيرهم
    [one] وواحد آخر: ابحث لتجده
    [two] واثنان آخران: ابحث لتجدهما
    [few] و{ $count } آخرون: ابحث لتجدهم
    [many] و{ $count } آخرون: ابحث لتجدهم
   *[other] و{ $count } آخرون: ابحث لتجدهم
}
care-member-self = أنت
care-member-since = منذ { $date }
care-member-suspended = موقوف
care-member-more = المزيد لـ{ $name }
care-duty-administrator = يعتني بالمجموعة
care-duty-moderator = يشرف
care-usage = { $used }، { $messages }
care-usage-of = { $used } من { $quota }
care-member-add = إضافة عضو
care-member-add-go = إضافة
care-member-add-text = الأفضل أن يكون ذلك الشخص بجانبك: تظهر كلمة مروره ورمز استرداده مرة واحدة. عن بُعد، الدعوة أفضل: فيختار كلمة مروره دون أن ينظر أحد.
care-address = العنوان
care-domain = النطاق
care-name = الاسم
care-name-hint = فقط إن أراد أن يُعرف. يمكن تركه فارغًا.
care-member-name = الاسم
care-member-addresses = العناوين
care-addresses-text = الأول هو الذي يكتب منه، والبقية تصل إليه أيضًا.
care-address-first = العنوان الرئيسي
care-address-more = العنوان { $number }
care-address-add = إضافة عنوان
care-address-remove = إزالة { $address }
care-member-quota = حد المساحة
care-quota-title = كم يمكن أن يحفظ { $name }؟
care-quota-field = المساحة بالغيغابايت
care-quota-hint = فارغ: بلا حد.
care-quota-wrong = اكتب رقمًا: 5 أو 0.5.
care-duty-give = إسناد مهمة العناية
care-duty-take = سحب مهمة العناية
care-duty-give-title = هل يعتني { $name } بالمجموعة؟
care-duty-take-title = هل يتوقف { $name } عن العناية بالمجموعة؟
care-duty-give-text = يمكنه إدخال الناس وإبعادهم وحذفهم نهائيًا، وتغيير النطاقات وقفل الخادم. لا يمكنه قراءة بريد أحد، ولا فعل ما يحتاج إلى حافظي المفاتيح.
care-duty-take-text = يبقى عضوًا. آخر من لديه المهمة يحتفظ بها.
care-duty-understood = قررنا ذلك معًا.
care-member-held = ما يُحتفظ به عنه
care-member-suspend = إيقاف
care-member-restore = إعادة
care-suspend-title = إيقاف { $name }؟
care-suspend-text = لا يمكنه الدخول، وتنتهي جلساته كلها فورًا، ويُرفض بريده. يبقى ما لديه، ويمكنك إعادته.
care-suspended-done = أُوقف { $name }
care-restored-done = يمكن لـ{ $name } الدخول من جديد
care-member-reset = إعادة تعيين: نُسي كل شيء
care-reset-title = طلب حساب جديد فارغ لـ{ $name }؟
care-reset-text = لمن ليس لديه كلمة مرور ولا رمز استرداد. يجب أن يوافق حافظو المفاتيح. يبقى بريده القديم مختومًا بجانب الحساب الجديد حتى تظهر كلمة مرور أو رمز قديم.
care-reset-speak = تحدث إليه شخصيًا أولًا. هكذا يستولي شخص آخر على عنوانه.
care-reset-ask = سؤال حافظي المفاتيح
care-member-thaw = إذابة حساب مجمّد
care-thaw-title = طلب إذابة حساب { $name }؟
care-thaw-text = لحساب جُمّد ولم يبقَ ممن يثق بهم صاحبه ما يكفي. ينوب عنهم حافظو المفاتيح. ما دام منهم عدد كافٍ فالأمر لهم.
care-member-remove = حذف نهائي
care-remove-title = حذف { $name } نهائيًا؟
care-remove-text = تُتلف مفاتيح كل ما كان له: { $messages } وجهات الاتصال والإعدادات. لا أحد يستطيع استرجاعها مهما كان الطالب.
care-remove-along = دعه يأخذ بريده أولًا. الإيقاف يحفظ كل شيء.
care-type-to-confirm = اكتب { $word } للتأكيد

## Told once
care-handover-password = كلمة المرور
care-handover-password-text = لـ{ $address }. يمكن تغييرها من الإعدادات.
care-handover-once = تظهر مرة واحدة ولا تُحفظ في أي مكان.
care-shares-title = { $count ->
    [zero] لا حصص
    [one] حصة جديدة
    [two] حصتان جديدتان
    [few] { $count } حصص جديدة
    [many] { $count } حصة جديدة
   *[other] { $count } حصة جديدة
}
care-shares-text = تظهر واحدة بعد أخرى. كل حصة لشخص واحد يراها وحده. اجلسوا معًا وأديروا الشاشة.
care-shares-not-yet = لم يتغير شيء بعد: تفتح الحصص القديمة الخادم حتى تُظهروا أن الجديدة لديكم. اطلبوا ذلك بعدها.
care-shares-begin = إظهار الأولى
care-share-number = الحصة { $number } من { $count }
care-share-text = للشخص رقم { $number } وحده. دوّنها، أو اطبعها حيث لا يطبع غيرك.
care-share-about = تفتح الخادم مع حصص الآخرين.
care-share-note = عند تشغيل الخادم افتح https://{ $host }/portal/unlock واكتبها هناك، أو امسحها بزر تلك الصفحة. لا تُرها لأحد.
care-share-tick = هي عندي على ورق، ولم يرها غيري.
care-share-next = الشخص التالي

## Invitations
care-invitations-text = رابط يُدخل شخصًا يختار عنوانه وكلمة مروره دون أن ينظر أحد. أرسله كما ترسل مفتاحًا.
care-invitation-new = دعوة جديدة
care-invitation-make = إنشاء الرابط
care-invitations-none = لا دعوات مفتوحة
care-invitations-none-text = أنشئ واحدة لمن تود انضمامه.
care-invitations-open = دعوات مفتوحة
care-invitation-unnamed = بلا ملاحظة
care-invitation-uses = { $count ->
    [zero] لا أحد بعد
    [one] لشخص آخر
    [two] لشخصين آخرين
    [few] لـ{ $count } أشخاص آخرين
    [many] لـ{ $count } شخصًا آخر
   *[other] لـ{ $count } شخص آخر
}
care-invitation-until = حتى { $date } ({ $relative })
care-invitation-label = ملاحظة
care-invitation-label-hint = لكم وحدكم: لمن هي. لا يراها القادم.
care-invitation-times = كم شخصًا
care-invitation-days = لكم يومًا
care-number-wrong = عدد صحيح من 1 إلى { $most }.
care-invitation-link = الرابط جاهز
care-invitation-link-text = من لديه الرابط يصبح عضوًا.
care-invitation-once = يظهر مرة واحدة: لا يحفظ الخادم نسخة. انسخه الآن.
# $host is as the page was opened.
care-invitation-local = يقود إلى { $host }، وهناك لا يجد أي جهاز آخر هذا الخادم. ضع مكانه اسم الجهاز أو عنوانه قبل أن ترسله.
care-invitation-copy = نسخ الرابط
care-invitation-qr = الرابط كرمز QR
care-revoke = إبطال
care-revoke-of = إبطال «{ $label }»
care-revoke-title = إبطال «{ $label }»؟
care-revoke-text = لن يُدخل الرابط أحدًا بعد الآن. من دخل به يبقى.
care-revoked = أُبطلت الدعوة

## Domains, DNS, aliases
care-domain-main = رئيسي
care-domain-add = إضافة نطاق
care-domain-hint = كما سجّلتموه: example.org
care-domain-added = يُخدم النطاق الآن. اضبطوا سجلات DNS بعد ذلك.
care-domain-remove = إزالة
care-domain-remove-of = إزالة { $domain }
care-domain-remove-title = إزالة { $domain }؟
care-domain-remove-text = يُرفض بريده من الآن. يجب أولًا أن يكون للأعضاء والأسماء المستعارة عليه عناوين أخرى.
care-dns = ما يجب أن يقوله DNS
care-dns-text = حتى يجدكم البريد ولا يُرمى بريدكم. انسخوا كل سجل إلى لوحة من يدير نطاقكم.
care-aliases = أسماء مستعارة
care-aliases-text = عناوين تؤدي إلى غيرها: إلى عضو أو عدة أعضاء أو إلى مكان آخر.
care-aliases-none = لا يوجد بعد.
care-alias-new = اسم مستعار جديد
care-alias-edit = تعديل { $address }
care-alias-delete = حذف { $address }
care-alias-targets = يؤدي إلى
care-alias-targets-hint = عنوان في كل سطر.
care-alias-unreachable = لا أحد لديه هذا العنوان
care-alias-remove-title = حذف الاسم المستعار { $address }؟
care-alias-remove-text = يُرفض البريد المرسل إليه من الآن.
care-alias-removed = حُذف الاسم المستعار { $address }

## Certificates
care-certificate-now = قيد الاستخدام
care-certificate-names = صالحة لـ
care-renewals = تلقائيًا
care-renewals-text = يحصل الخادم على الشهادات من جهة معتمدة ويجددها في وقتها، واحدة لكل نطاق.
care-by-hand-text = لا يطلب الخادم من أي جهة (الإعداد acme.directory). تُجلب الشهادات يدويًا.
care-renew = تجديد الآن
care-renew-title = الحصول على كل الشهادات من جديد؟
care-renew-text = يُطلب من الجهة فورًا. لا تكرر ذلك مرارًا: تعطي Let’s Encrypt خمس شهادات للأسماء نفسها في الأسبوع.
care-renew-asked = يجري الطلب من الجهة
care-renewal-working = يجري الطلب
care-renewal-well = على ما يرام
care-renewal-none = لا شيء بعد
care-renewal-failed = { $count ->
    [zero] لم يفشل
    [one] فشل مرة
    [two] فشل مرتين
    [few] فشل { $count } مرات
    [many] فشل { $count } مرة
   *[other] فشل { $count } مرة
}
care-renewal-next = المحاولة القادمة: { $date }.
care-renewal-trouble = ما كان خطأ كما يقول الخادم:
care-bring = يدويًا
care-bring-text = شهادة حصلتم عليها من مكان آخر. تُحفظ مختومة وتُستخدم فورًا للاتصالات الجديدة.
care-bring-go = إحضار شهادة
care-bring-hint = الصق النصين (PEM). احذف الملفات بعدها.
care-bring-chain = الشهادة وسلسلتها
care-bring-key = المفتاح الخاص
care-bring-done = الشهادة قيد الاستخدام
care-bring-failed-invalidArguments = لا يقبلها الخادم: المفتاح ليس للشهادة، أو انتهت صلاحيتها، أو ليست PEM. تبقى القديمة.

## Waiting mail
care-queue-empty = لا شيء ينتظر
care-queue-empty-text = غادر كل البريد.
care-look-again = إعادة النظر
care-queue-waits = ما ينتظر
care-queue-text = أرقام فقط: لا أحد يرى من يكتب لمن.
care-queue-messages = الرسائل
care-queue-recipients = المستلمون
care-queue-under-way = في الطريق الآن
care-queue-held = محتجزة حتى وقتها
care-queue-unreported = فشلت ولم يُبلَّغ المرسل بعد
care-queue-oldest = أقدمها ينتظر منذ
care-queue-next = المحاولة القادمة بعد
care-queue-retry = محاولة الكل الآن
care-queue-retried = تجري محاولة كل البريد المنتظر
care-queue-reasons = سبب الانتظار
care-reason-none = لم تُحاوَل بعد
care-reason-dns = لم يجد DNS الخادم الآخر
care-reason-connect = تعذر الوصول إلى الخادم الآخر
care-reason-tls = لم ينشأ اتصال معمّى
care-reason-timeout = كان الخادم الآخر بطيئًا جدًا
care-reason-lost = انقطع الاتصال
care-reason-deferred = طلب الخادم الآخر المحاولة لاحقًا
care-reason-refused = رفضه الخادم الآخر
care-reason-unsupported = لا يقبل الخادم الآخر هذا البريد
care-reason-loop = يدور في حلقة
care-reason-no-mail = النطاق الآخر لا يستقبل البريد
care-reason-local = حدث خطأ هنا

## Starts
care-starts-text = كل مرات تشغيل الخادم منذ التأسيس، ليقرأها كل الأعضاء. هل تعرفون سبب كل منها؟
care-starts-open-text = ربما كانت الكهرباء. وربما نسخ أحدهم القرص. اسألوا المضيف وكل من لديه وصول، ودوّنوا ما عرفتم. إن لم يفسّره أحد فعاملوه كقرص منسوخ.
care-start-open = بلا تفسير
care-start-never = لم يُفتح حينها.
care-start-unlocked = مفتوح منذ { $date }
care-start-session = مفتوح من { $from } إلى { $to } ({ $duration })
care-start-by = { $name }، { $date }
care-start-explain = تفسير
care-start-change = تغيير التفسير
care-start-explain-of = تفسير التشغيل في { $date }
care-start-reason = ما السبب؟
care-start-reason-hint = ما تعرفه وممن. يقرؤه كل الأعضاء. تركه فارغًا يسحبه.
care-starts-older = { $count ->
    [zero] لا أقدم
    [one] إظهار الأقدم
    [two] إظهار الأقدم (اثنان)
    [few] إظهار الأقدم ({ $count })
    [many] إظهار الأقدم ({ $count })
   *[other] إظهار الأقدم ({ $count })
}

## Keyholders and approvals
care-keyholders-text = من دون هذا العدد لا يفتح أحد الخادم بعد تشغيله ولا يعيد تعيين حساب. ما فعلوه معًا مدوّن أدناه ليقرأه كل الأعضاء.
care-generation = الجيل { $number } من الحصص
care-keyholders-change = تغيير حافظي المفاتيح
care-keyholders-ask = طلب حصص جديدة
care-change-text = حين يغادر أحدهم أو قد تكون حصة قد شوهدت. أولًا يوافق عدد كافٍ من الحاليين، ثم تُسحب حصص جديدة وتظهر مرة واحدة.
care-change-n = كم شخصًا
care-change-k = كم منهم يفتحونه معًا
care-change-wrong = { $most } أشخاص كحد أقصى، ولا يزيد عدد الفاتحين عن عددهم.
care-change-one = عندها يفتح كل واحد بمفرده كل شيء.
care-change-all = عندها حصة ضائعة واحدة تحجبكم إلى الأبد.
care-change-confirm-text = سُحبت الحصص الجديدة ودُوّنت؟ تصبح سارية حين يُظهر عدد كافٍ من الجدد أن حصصهم لديهم.
care-change-confirm = تفعيل الحصص الجديدة
care-approvals = ما ينتظر حافظي المفاتيح
care-approvals-text = في الذاكرة وحدها: إعادة التشغيل تنسي ما طُلب.
care-approvals-none = لا شيء ينتظر.
care-approval-asked = سُئل حافظو المفاتيح
care-somebody-gone = شخص غادر
care-approval-reset = حساب جديد فارغ لـ{ $address }
care-approval-reset-text = فُقدت كلمة المرور ورمز الاسترداد. تحدث إلى ذلك الشخص قبل تقديم حصتك: هكذا يستولي غيره على العنوان.
care-approval-thaw = إذابة حساب { $address }
care-approval-thaw-text = لم يبقَ ممن يثق بهم صاحبه ما يكفي لإذابته. تحدث إلى صاحبه أولًا.
care-approval-change = حصص جديدة: { $threshold } من { $keyholders }
care-approval-change-text = يوافق الحاليون بحصصهم الحالية. ثم تُسحب الجديدة، ولا يتغير شيء حتى يظهر أنها لديهم.
care-approval-confirm = تفعيل الحصص الجديدة
care-approval-confirm-text = يقدّم كل جديد حصته الجديدة. متى اكتمل العدد لا تفتح القديمة شيئًا.
care-approval-here = { $count ->
    [zero] لا حصص هنا: { $numbers }
    [one] حصة الرقم { $numbers } هنا.
    [two] حصتا الرقمين { $numbers } هنا.
    [few] حصص الأرقام { $numbers } هنا.
    [many] حصص الأرقام { $numbers } هنا.
   *[other] حصص الأرقام { $numbers } هنا.
}
care-approval-missing = { $count ->
    [zero] لا ينقص شيء.
    [one] تلزم واحدة أخرى.
    [two] تلزم اثنتان أخريان.
    [few] تلزم { $count } أخرى.
    [many] تلزم { $count } أخرى.
   *[other] تلزم { $count } أخرى.
}
care-approval-give = تقديم حصتي
care-give-text = تذهب حصتك إلى هذا الخادم وتوافق على هذا الإجراء وحده. هل هذا هو الجهاز الذي تظنه، وهل أنت وحدك معه؟
care-give-new-text = قدّم هنا حصتك الجديدة لا القديمة.
care-approval-given = شكرًا، حصتك هنا. لم تعد في هذه الصفحة.
care-approval-given-done = شكرًا. كانت الأخيرة: تم الأمر.
care-approval-done = تم الأمر. النتيجة تنتظر من طلبها.
care-approval-done-own = تم الأمر. تظهر لك النتيجة مرة واحدة.
care-approval-collect = إظهار النتيجة
care-approval-over = تم الأمر ولا شيء يُعرض.
care-approval-withdraw = سحب الطلب
care-approval-withdraw-title = سحب هذا الطلب؟
care-acts = ما فعله حافظو المفاتيح
care-acts-text = كل ما احتاج إلى عدة منهم منذ التأسيس.
care-act-founded = التأسيس
care-act-unlocked = فتحوا الخادم
care-act-changedKeyholders = غيّروا حافظي المفاتيح
care-act-resetMember = أعادوا تعيين حساب
care-act-resetMember-of = أعادوا تعيين حساب { $name }
care-act-thawedMember = أذابوا حسابًا
care-act-thawedMember-of = أذابوا حساب { $name }
care-act-other = شيء آخر
care-act-shares = { $count ->
    [zero] الحصة { $numbers }
    [one] الحصة { $numbers }
    [two] الحصتان { $numbers }
    [few] الحصص { $numbers }
    [many] الحصص { $numbers }
   *[other] الحصص { $numbers }
}

## The public page
care-page-text = ما يقرؤه كل من يفتح عنوانكم، عضوًا كان أم لا.
care-page-look = عرض الصفحة
care-page-none = لا صفحة عامة لهذا الخادم
care-page-none-text = تأتي مع إصدار أحدث.
care-page-all-languages = بكل اللغات
care-page-name = اسم المجموعة
care-page-contact = كيف يُتواصل معكم
care-page-contact-hint = عنوان بريد أو رابط.
care-page-main = اللغة الرئيسية
care-page-main-hint = تظهر حين لا نص بلغة القارئ.
care-page-languages = لغات الصفحة
care-page-add-language = إضافة لغة
care-page-drop = إزالة هذه اللغة
care-page-drop-title = إزالة { $language } من الصفحة؟
care-page-drop-text = تُحذف نصوصها عند الحفظ.
care-page-about = من نحن
care-page-about-hint = بضع جمل. لا تذكروا أحدًا دون موافقته.
care-page-services = ما نقدمه
care-page-services-hint = البريد وجهات الاتصال وغير ذلك.
care-page-joining = كيفية الانضمام
care-page-joining-hint = من يمكنه ومن يُسأل.
care-page-canary = الكناري
care-page-canary-hint = ما لم يحدث حتى اليوم. جددوه بانتظام: عدم تجديده يقول شيئًا أيضًا.
care-page-transparency = الأوامر التي تلقيناها
care-page-transparency-hint = من طلب ماذا وبماذا أجبتم، بقدر ما يمكنكم قوله.
care-page-changed = آخر تغيير: { $date }.
care-page-plain = نص بسيط. سطر فارغ يبدأ فقرة جديدة.
care-page-unsaved = لم يُحفظ بعد
care-page-saved = حُفظ: تعرضه الصفحة العامة الآن

## What is held
care-held-about = كل ما قد يُجبر هذا الخادم على تسليمه عن عضو. ليس بريده من ذلك: لا أحد هنا يملك المفتاح. يرى كل عضو ما يخصه في الإعدادات.
care-held-whom = عن من
care-held-choose = اختر عضوًا
care-held-nobody = اختر عضوًا لترى ما يُحتفظ به
care-held-text = هذا كل ما يمكن تسليمه عن { $address }. اطبعه أو احفظه حين يطلبه أحد وبيده ورقة.

## The machine
care-settings = ملف الإعدادات
care-settings-text = من يعتني بالجهاز يكتب milpa.conf. هنا يُقرأ من جديد دون إعادة تشغيل.
care-settings-reload = قراءة من جديد
care-settings-taken = أُخذ فورًا:
care-settings-nothing = قُرئ من جديد: لا جديد.
care-settings-waiting = ينتظر التشغيل القادم:
care-settings-mistake = فيه خطأ ولم يؤخذ شيء: { $mistake }
care-purge = تطهير
care-purge-about = يبقى المحذوف مختومًا في الملفات مدة بلا مفتاح. التطهير يعيد كتابتها فلا يبقى في أي ملف.
care-purge-title = إعادة كتابة كل الملفات؟
care-purge-text = يستغرق وقتًا ويبطئ الخادم خلاله. لا يضيع شيء مما هو موجود.
care-purge-done = أُعيدت كتابة الملفات
care-finish = لم يكتمل الفتح
care-finish-text = المفاتيح هنا، لكن الشهادة أو البريد المنتظر لم يبدأ. أصلحوا الخلل (قرص ممتلئ؟) وحاولوا من جديد.
care-finish-done = كل شيء يعمل الآن
care-protection = كيف يحمي الخادم نفسه
care-protection-text = لتبقى المفاتيح في الذاكرة ولا يقدر المقتحم إلا على القليل.
care-memory-keys = لا تُكتب المفاتيح على القرص أبدًا
care-memory-all = ولا تُكتب بقية الذاكرة على القرص أبدًا
care-memory-core = لا صور للذاكرة
care-sandbox-calls = لا يستدعي إلا القليل من النظام
care-sandbox-files = لا يرى إلا ملفاته
care-ports = المنافذ
care-sessions = الجلسات
care-yes = نعم
care-no = لا
care-lock = قفل الخادم
care-lock-about = حين يكون أحد على الباب، أو يُراد نقل الجهاز، أو لا تفهمون ما يفعله.
care-lock-now = القفل الآن
care-lock-title = قفل الخادم الآن؟
care-lock-text = تُنسى كل المفاتيح وتنتهي جلسات الجميع وجلستك. لا أحد يقرأ أو يرسل حتى يفتحه حافظو المفاتيح. ينتظر البريد لدى خوادم أخرى أيامًا. لا يضيع شيء.
care-lock-word = قفل

## What went wrong
care-failed-alreadyExists = هذا موجود بالفعل.
care-failed-invalidProperties = لا يقبله الخادم هكذا. تحقق من العنوان أو الاسم: نطاقاتكم فقط ودون رموز لا مكان لها في عنوان.
care-failed-forbidden = هذا غير مسموح: يبقى آخر من يعتني بالمجموعة، ولا أحد يحذف نفسه، ويبقى النطاق المستخدم.
care-failed-requestTooLarge = هناك أكثر مما تستطيع هذه الصفحة عرضه.
care-failed-tooLarge = هذا نص أطول من اللازم.
