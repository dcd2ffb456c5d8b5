# SPDX-License-Identifier: AGPL-3.0-or-later
# الصفحات البسيطة: ما يعمل دون أي برنامج نصي.

## في كل صفحة

plain-skip = إلى المحتوى مباشرة
plain-menu = القائمة
plain-languages = اللغة
plain-mail = البريد
plain-write = كتابة
plain-sign-in = تسجيل الدخول
plain-sign-out = تسجيل الخروج
plain-portal = إلى البوابة
plain-times-are-utc = كل الأوقات بالتوقيت العالمي (UTC).
plain-optional = (اختياري)
plain-go-on = متابعة
plain-look-below = هناك ما يحتاج إلى تصحيح. يُرجى النظر أدناه.

## ما قد لا ينجح

plain-not-found-title = لا شيء هنا
plain-not-found = هذه الصفحة غير موجودة أو لم تعد هنا. ربما وصل الرابط ناقصًا.
plain-too-many-title = محاولات كثيرة
plain-too-many = كان ذلك كثيرًا في وقت قصير. يُرجى الانتظار قليلًا ثم المحاولة من جديد.
plain-closed-title = غير ممكن الآن
plain-closed = لا يستطيع الخادم الرد في هذه اللحظة. يُرجى المحاولة بعد دقيقة.
plain-broken-title = حدث خطأ ما
plain-broken = ليس الخطأ منك. يُرجى المحاولة من جديد، وإن تكرر فأخبر من يعتني بالخادم.
plain-forged-title = لم يأتِ هذا من هنا
plain-forged = لم تُرسَل الاستمارة من صفحة لهذا الخادم، فلم يُنفَّذ شيء. يُرجى فتح الصفحة هنا والمحاولة مرة أخرى.
plain-too-large-title = الحجم كبير جدًا
plain-too-large = ما أُرسل أكبر مما يقبله الخادم. يُرجى إرفاق ملفات أقل أو أصغر.
plain-no-form-title = تعذّرت القراءة
plain-no-form = وصلت الاستمارة ناقصة. يُرجى الرجوع وإرسالها من جديد.

## فتح الخادم

plain-locked-title = هذا الخادم مقفل
plain-locked-text = لقد شُغّل، ولم يفتحه بعد من يحفظون مفاتيحه. لا شيء يضيع: البريد ينتظر. يُرجى العودة لاحقًا.
plain-locked-in-clear = هل معك حصة من المفتاح؟ تعالَ إذن عبر اتصال مشفّر: https بدل http.
plain-for-keyholders = لحافظي المفاتيح
plain-nobody-here-yet = لم تصل أي حصة بعد.
plain-here-already = { $count ->
    [zero] لم تصل أي حصة بعد { $numbers }.
    [one] وصلت حصة واحدة، رقمها { $numbers }.
    [two] وصلت حصتان، رقماهما { $numbers }.
    [few] وصلت { $count } حصص، أرقامها { $numbers }.
    [many] وصلت { $count } حصة، أرقامها { $numbers }.
   *[other] وصلت { $count } حصة، أرقامها { $numbers }.
}
plain-missing-shares = { $count ->
    [zero] لا تنقص أي حصة.
    [one] تنقص حصة واحدة.
    [two] تنقص حصتان.
    [few] تنقص { $count } حصص.
    [many] تنقص { $count } حصة.
   *[other] تنقص { $count } حصة.
}
plain-share = حصتك من المفتاح
plain-share-hint = اكتبها أو ألصقها كما أُعطيت لك. لا تبقى في أي سجل.
plain-give-share = تسليم حصتي
plain-share-missing = يُرجى إدخال حصتك.
plain-share-wrong = هذه الحصة لا تطابق. يُرجى مراجعتها حرفًا حرفًا؛ يجب أن تكون لهذا الخادم لا من مجموعة سابقة.
plain-share-twice = هذه الحصة وصلت من قبل. تلزم حصة شخص آخر.
plain-wait-for-others = شكرًا، وصلت حصتك. عندما يكتمل العدد انظر من جديد: سترى هل شُغّل الخادم دون أن يعرف أحد السبب.
plain-look-again = النظر من جديد
plain-unlocked-title = الخادم مفتوح
plain-unlocked-text = المفاتيح هنا. البريد الذي كان ينتظر يصل الآن.
plain-half-open = المفاتيح هنا، لكن تعذّر أمر يتبعها: شهادة، أو البريد الذي ينتظر. يُرجى إخبار من يعتني بالخادم.
plain-receipt-over = لا تظهر مرات التشغيل هنا إلا مدة قصيرة بعد تسليم حصة. ويمكن رؤيتها في البوابة في أي وقت.
plain-starts = مرات تشغيل الخادم
plain-no-strange-starts = لكل مرة تفسير. كل شيء على ما يرام.
plain-strange-starts = { $count ->
    [zero] لكل مرة تفسير.
    [one] هناك مرة تشغيل واحدة لم يفسّرها أحد:
    [two] هناك مرّتا تشغيل لم يفسّرهما أحد:
    [few] هناك { $count } مرات تشغيل لم يفسّرها أحد:
    [many] هناك { $count } مرة تشغيل لم يفسّرها أحد:
   *[other] هناك { $count } مرة تشغيل لم يفسّرها أحد:
}
plain-strange-starts-mean = هل يعرف أحد لماذا شُغّل الخادم حينها؟ إن لم يعرف أحد، فتصرّفوا كأن القرص قد نُسخ: تحدّثوا مع باقي حافظي المفاتيح قبل المتابعة.

## تسجيل الدخول

plain-address = عنوانك
plain-password = كلمة المرور
plain-stay-signed-in = إبقاء الجلسة مفتوحة على هذا الجهاز 30 يومًا
plain-forgot = نسيت كلمة المرور
plain-have-invitation = لديّ دعوة
plain-to-portal = البوابة الكاملة (تحتاج إلى JavaScript)
plain-both-needed = يُرجى ملء الحقلين.
plain-not-right = العنوان أو كلمة المرور غير صحيح.
plain-sign-in-first = يُرجى تسجيل الدخول لرؤية هذه الصفحة.
plain-session-over = انتهت جلستك. لم يُنفَّذ شيء.
plain-your-text = نصك، لتتمكن من نسخه
plain-session-label = الصفحات البسيطة
plain-code-title = خطوة أخرى
plain-code-text = يطلب حسابك إثباتًا ثانيًا إلى جانب كلمة المرور.
plain-code = رمز تطبيق المصادقة
plain-code-hint = ستة أرقام. ويعمل هنا رمز الاستعادة أيضًا.
plain-code-wrong = هذا الرمز غير صحيح أو قديم. إن تكرر ذلك فابدأ تسجيل الدخول من جديد.
plain-passkey-needs-portal = يطلب حسابك مفتاح مرور، ومفاتيح المرور تعمل في البوابة وحدها، مع JavaScript.
plain-or-recovery-code = أو سجّل الدخول هنا برمز الاستعادة:
plain-passkey-in-portal = لديك مفتاح مرور أيضًا، وهو يعمل في البوابة.

## الانضمام

plain-join-title = الانضمام
plain-join = انضمام
plain-join-text = أعطاك أحد من الجماعة دعوة. أهلًا بك!
plain-invitation = دعوتك
plain-invitation-hint = ألصق الرابط كله، أو ما بعد علامة # فقط.
plain-invitation-missing = يُرجى إلصاق دعوتك.
plain-invitation-wrong = هذه الدعوة غير صالحة: استُعملت من قبل، أو انتهت مدتها، أو ينقصها جزء. اطلب دعوة جديدة ممن أعطاك إياها.
plain-join-choose = اختر كيف يراسلك الناس، وكلمة مرور لا يعرفها غيرك.
plain-new-address = العنوان الذي تريده
plain-new-address-hint = ما يأتي قبل @. وبعدها يأتي { $domain }.
plain-name = اسمك
plain-name-hint = كما سيقرؤه الآخرون. يمكن تركه فارغًا.
plain-new-password = كلمة مرور جديدة
plain-new-password-hint = ثمانية أحرف على الأقل. عدة كلمات متتالية يسهل حفظها ويصعب تخمينها.
plain-password-again = كلمة المرور نفسها مرة أخرى
plain-passwords-differ = كلمتا المرور غير متطابقتين. يُرجى كتابتهما من جديد.
plain-password-short = كلمة المرور هذه قصيرة: ثمانية أحرف على الأقل.
plain-password-refused = لا يمكن استعمال كلمة المرور هذه. يُرجى اختيار غيرها.
plain-address-missing = يُرجى اختيار عنوان.
plain-address-or-password-wrong = لا يمكن استعمال هذا العنوان أو كلمة المرور هذه. في العنوان حروف وأرقام ونقاط وشرطات، وفي كلمة المرور ثمانية أحرف على الأقل.
plain-address-taken = هذا العنوان لشخص آخر. يُرجى اختيار غيره.
plain-address-elsewhere = هذا العنوان من نطاق آخر.
plain-address-reserved = هذا العنوان محفوظ لمهمة، أو يشبه عنوانًا آخر كثيرًا. يُرجى اختيار غيره.
plain-welcome-title = أهلًا وسهلًا!
plain-welcome = عنوانك هو { $address }. صرت الآن من الجماعة.
plain-recovery-title = رمز الاستعادة
plain-recovery-text = إن نسيت كلمة المرور، فهذا الرمز يفتح حسابك، ولا شيء غيره يفتحه: حتى من يعتني بالخادم لا يستطيع المساعدة حينها.
plain-recovery-picture = رمز الاستعادة بشكل رمز QR
plain-recovery-once = لا يظهر إلا الآن. اطبع هذه الصفحة أو انسخ الرمز على ورقة، واحفظه حيث تحفظ ما يهمّك.

## الاستعادة

plain-recover-title = كلمة مرور جديدة
plain-recover-text = برمز الاستعادة تختار كلمة مرور جديدة. لا يضيع شيء من بريدك، وتحصل على رمز جديد.
plain-recovery-code = رمز الاستعادة
plain-recovery-code-hint = ظهر لك عند الانضمام، أو حين جدّدته آخر مرة.
plain-recovery-wrong = العنوان أو رمز الاستعادة غير صحيح.
plain-pressed-twice = إن ضغطت الزر مرتين فربما تم الأمر من المرة الأولى: جرّب تسجيل الدخول بكلمة المرور التي اخترتها للتو. فإن نجح ذلك فأنشئ رمز استعادة جديدًا في البوابة.
plain-recover = تعيين كلمة المرور الجديدة
plain-recovered-title = كلمة المرور الجديدة جاهزة
plain-recovered-text = يمكنك الآن تسجيل الدخول بها. الرمز القديم لم يعد يفتح شيئًا، وهذا هو الجديد:

## قراءة البريد

plain-folders = المجلدات
plain-folder-inbox = الوارد
plain-folder-drafts = المسودات
plain-folder-sent = المُرسَل
plain-folder-junk = غير المرغوب
plain-folder-trash = المهملات
plain-folder-archive = الأرشيف
plain-unread-count = { $count ->
    [zero] لا شيء غير مقروء
    [one] واحدة غير مقروءة
    [two] اثنتان غير مقروءتين
    [few] { $count } غير مقروءة
    [many] { $count } غير مقروءة
   *[other] { $count } غير مقروءة
}
plain-search = بحث
plain-search-label = البحث في كل البريد
plain-search-title = البحث
plain-search-over = انتهت صلاحية هذا البحث: أُعيد تشغيل الخادم أو كان لشخص آخر. اكتب الكلمات مرة أخرى.
plain-search-count = { $count ->
    [zero] لم يُعثر على شيء فيه «{ $query }». جرّب كلمات أقل أو كلمات أخرى.
    [one] محادثة واحدة فيها «{ $query }»
    [two] محادثتان فيهما «{ $query }»
    [few] { $count } محادثات فيها «{ $query }»
    [many] { $count } محادثة فيها «{ $query }»
   *[other] { $count } محادثة فيها «{ $query }»
}
plain-inbox-empty = صندوق الوارد فارغ. نرجو لك راحة طيبة.
plain-folder-empty = لا شيء في هذا المجلد.
plain-letters = المحادثات
plain-select = اختيار: { $subject }
plain-no-subject = (دون موضوع)
plain-nobody = (لا أحد)
plain-to-whom = إلى: { $names }
plain-letters-in-thread = { $count ->
    [zero] لا رسائل
    [one] رسالة واحدة
    [two] رسالتان
    [few] { $count } رسائل
    [many] { $count } رسالة
   *[other] { $count } رسالة
}
plain-is-unread = غير مقروءة
plain-is-starred = بنجمة
plain-is-draft = مسودة
plain-has-files = فيها مرفقات
plain-page-of = الصفحة { NUMBER($page) } من { NUMBER($pages) }
plain-newer = الأحدث
plain-older = الأقدم
plain-pages = الصفحات
plain-with-chosen = مع المختارة:
plain-mark-read = تعليم كمقروءة
plain-mark-unread = تعليم كغير مقروءة
plain-star = وضع نجمة
plain-unstar = إزالة النجمة
plain-archive-it = أرشفة
plain-delete = حذف
plain-destroy = حذف نهائي
plain-junk-it = غير مرغوب
plain-not-junk = مرغوب
plain-move = نقل
plain-move-to = النقل إلى
plain-from = من
plain-to = إلى
plain-cc = نسخة إلى
plain-bcc = نسخة مخفية إلى
plain-date = التاريخ
plain-reply = رد
plain-reply-all = رد على الجميع
plain-forward = إعادة توجيه
plain-edit-draft = متابعة الكتابة
plain-attachments = المرفقات
plain-whole-thread = المحادثة كلها
plain-whole-letter = الرسالة كملف
plain-letter-cut = هذه الرسالة طويلة جدًا: يظهر هنا أولها فقط. والملف فيه كلها.
plain-was-html = كُتبت هذه الرسالة كصفحة ويب. هذا نصها؛ ولا تُحمَّل صور من أماكن أخرى.
plain-no-text = لا نص في هذه الرسالة.
plain-back-to = العودة إلى { $folder }

## الكتابة

plain-write-title = كتابة رسالة
plain-reply-title = رد
plain-forward-title = إعادة توجيه
plain-draft-title = مسودة
plain-draft-too-long = هذه المسودة أطول من أن تُعدَّل هنا. وهي محفوظة كاملة: تفتحها البوابة أو أي برنامج بريد.
plain-sender = من
plain-recipients-hint = عدة عناوين تفصل بينها فواصل.
plain-subject = الموضوع
plain-text = النص
plain-files = إرفاق ملفات
plain-files-hint = العدد الأقصى في المرة الواحدة: { NUMBER($count) }.
plain-attached = المرفقات
plain-remove-file = إزالة { $name }
plain-send = إرسال
plain-save-draft = حفظ كمسودة
plain-add-files = إرفاق الآن
plain-discard = تجاهل
plain-recipients-missing = يُرجى ذكر من تُرسَل إليه هذه الرسالة.
plain-recipient-wrong = «{ $address }» ليس عنوانًا تمكن الكتابة إليه.
plain-too-many-recipients = هذا أكثر ممن يمكن أن تُرسَل إليهم رسالة واحدة.
plain-not-sent = لم تُرسَل الرسالة، وهي محفوظة كمسودة. يُرجى المحاولة لاحقًا.
plain-not-saved = تعذّر حفظ الرسالة. يُرجى نسخ نصك والمحاولة من جديد.
plain-no-room = لم يبقَ مكان في حسابك. احذف شيئًا وأفرغ المهملات.
plain-attribution = في { $date } كتب { $name }:
plain-forwarded = رسالة معاد توجيهها
plain-undo = التراجع عن الإرسال

## ما يقال بعد كل فعل

plain-said-archived = تمت الأرشفة.
plain-said-binned = تم النقل إلى المهملات.
plain-said-canceled = تم التراجع عن الإرسال. عادت رسالتك مسودة.
plain-said-destroyed = تم الحذف النهائي.
plain-said-discarded = لم تعد المسودة موجودة.
plain-said-failed = لم ينجح ذلك. يُرجى المحاولة من جديد.
plain-said-file-added = أُرفقت الملفات وحُفظت المسودة.
plain-said-junk = تم النقل إلى غير المرغوب.
plain-said-moved = تم النقل.
plain-said-none = لم يُختر شيء. ضع علامة في المربعات أولًا.
plain-said-not-junk = تم النقل إلى الوارد.
plain-said-read = عُلّمت كمقروءة.
plain-said-saved = حُفظت المسودة.
plain-said-sending = رسالتك قيد الإرسال بالفعل.
plain-said-sent = رسالتك في الطريق.
plain-said-signed-out = تم تسجيل الخروج. إلى اللقاء!
plain-said-starred = وُضعت النجمة.
plain-said-too-late = فات الأوان: غادرت الرسالة.
plain-said-unread = عُلّمت كغير مقروءة.
plain-said-unstarred = أُزيلت النجمة.
