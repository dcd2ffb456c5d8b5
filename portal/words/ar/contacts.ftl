# SPDX-License-Identifier: AGPL-3.0-or-later
## Places
contacts-places = المجموعات وغيرها
contacts-all = الجميع
contacts-groups = المجموعات
contacts-books = دفاتر العناوين
contacts-birthdays = أعياد الميلاد
contacts-new = جهة اتصال جديدة
contacts-not-there = لم يعد موجودًا.

## The list
contacts-list = جهات الاتصال
contacts-count = { $count ->
    [zero] لا أحد
    [one] جهة اتصال واحدة
    [two] جهتا اتصال
    [few] { $shown } جهات اتصال
    [many] { $shown } جهة اتصال
   *[other] { $shown } جهة اتصال
}
contacts-search = البحث في جهات الاتصال
contacts-search-end = إنهاء البحث
contacts-select = تحديد { $name }
contacts-select-none = إلغاء التحديد
contacts-select-all = { $count ->
    [zero] لا شيء يُحدَّد
    [one] تحديد الظاهر
    [two] تحديد الاثنين
    [few] تحديد { $count } كلها
    [many] تحديد { $count } كلها
   *[other] تحديد { $count } كلها
}
contacts-selected = { $count ->
    [zero] لا شيء محدد
    [one] حُدد واحد
    [two] حُدد اثنان
    [few] حُدد { $count }
    [many] حُدد { $count }
   *[other] حُدد { $count }
}
contacts-bulk = للمحدد
contacts-empty = لا أحد هنا بعد
contacts-empty-text = دوّن من تود الوصول إليهم، أو أحضر دفتر عناوينك في ملف (.vcf).
contacts-nobody-found = لم يُعثر على أحد
contacts-nobody-found-text = جرّب حروفًا أقل، أو جزءًا من عنوان أو رقم.
contacts-more-found = { $count ->
    [zero] ولا أحد غيرهم
    [one] وواحد آخر
    [two] واثنان آخران
    [few] و{ $count } آخرون
    [many] و{ $count } آخرون
   *[other] و{ $count } آخرون
}
contacts-choose = اختر شخصًا لترى بطاقته.
contacts-unnamed = بلا اسم

## Birthdays
contacts-birthdays-span = الأيام الـ{ $days } القادمة
contacts-birthdays-none = لا أعياد ميلاد قريبة
contacts-birthdays-none-text = تظهر هنا أعياد الميلاد المدوّنة في البطاقات قبل حلولها.
contacts-turns = { $age ->
    [zero] يوم الميلاد
    [one] سنة واحدة
    [two] سنتان
    [few] { $age } سنوات
    [many] { $age } سنة
   *[other] { $age } سنة
}
contacts-age = { $age ->
    [zero] أقل من سنة
    [one] سنة واحدة
    [two] سنتان
    [few] { $age } سنوات
    [many] { $age } سنة
   *[other] { $age } سنة
}

## A card
contacts-card = جهة الاتصال
contacts-actions = إجراءات
contacts-back = العودة إلى القائمة
contacts-more = المزيد
contacts-write = كتابة رسالة
contacts-write-to = كتابة رسالة إلى { $address }
contacts-copy = نسخ { $what }
contacts-emails = البريد الإلكتروني
contacts-phones = الهاتف
contacts-services = المراسلة والشبكات
contacts-links = صفحات
contacts-addresses = العناوين
contacts-dates = تواريخ
contacts-languages = اللغات
contacts-notes = ملاحظات
contacts-keys = مفتاح التعمية
contacts-kind-private = شخصي
contacts-kind-work = العمل
contacts-kind-mobile = جوال
contacts-kind-fax = فاكس
contacts-kind-other = آخر
contacts-kind-billing = الفواتير
contacts-kind-delivery = التسليم
contacts-kind-pager = جهاز نداء
contacts-kind-text = رسائل نصية
contacts-kind-video = فيديو
contacts-date-birth = عيد الميلاد
contacts-date-wedding = ذكرى سنوية
contacts-date-death = يوم الوفاة
contacts-key = مفتاح OpenPGP
contacts-key-has = يوجد مفتاح OpenPGP.
contacts-key-other = مفتاح من نوع آخر.
contacts-key-unreadable = لا يمكن قراءة هذا المفتاح.
contacts-key-fingerprint = البصمة
contacts-key-compare = قارنها ببصمة صاحبها عند اللقاء أو عبر الهاتف: هكذا تعرف أن المفتاح له.
contacts-key-revoked = أُبطل هذا المفتاح. اطلب المفتاح الجديد.
contacts-key-over = انتهت صلاحية هذا المفتاح في { $date }. اطلب المفتاح الجديد.
contacts-key-until = صالح حتى { $date }
contacts-export-one = حفظ في ملف
contacts-deleted = حُذف { $name }
contacts-deleted-many = { $count ->
    [zero] لم يُحذف شيء
    [one] حُذفت جهة اتصال
    [two] حُذفت جهتا اتصال
    [few] حُذفت { $count } جهات اتصال
    [many] حُذفت { $count } جهة اتصال
   *[other] حُذفت { $count } جهة اتصال
}
contacts-delete-many-title = { $count ->
    [zero] حذف؟
    [one] حذف جهة الاتصال هذه؟
    [two] حذف جهتي اتصال؟
    [few] حذف { $count } جهات اتصال؟
    [many] حذف { $count } جهة اتصال؟
   *[other] حذف { $count } جهة اتصال؟
}
contacts-delete-many-text = تختفي من كل أجهزتك. يمكنك التراجع خلال بضع ثوانٍ.
contacts-without-email = { $count ->
    [zero] للجميع عناوين بريد.
    [one] واحد منهم بلا عنوان بريد.
    [two] اثنان منهم بلا عنوان بريد.
    [few] { $count } منهم بلا عنوان بريد.
    [many] { $count } منهم بلا عنوان بريد.
   *[other] { $count } منهم بلا عنوان بريد.
}

## The form
contacts-edit = تعديل جهة الاتصال
contacts-edit-of = تعديل { $name }
contacts-created = أُضيف { $name } إلى جهات اتصالك
contacts-given = الاسم الأول
contacts-surname = اسم العائلة
contacts-full = يظهر باسم
contacts-full-hint = فقط إن كان مختلفًا عن الاسمين.
contacts-nickname = الكنية
contacts-organization = المنظمة
contacts-title = الدور
contacts-email = عنوان البريد
contacts-phone = الرقم
contacts-service = الخدمة
contacts-service-name = الاسم أو العنوان هناك
contacts-link = عنوان الصفحة
contacts-address = العنوان
contacts-street = الشارع والرقم
contacts-postcode = الرمز البريدي
contacts-locality = البلدة
contacts-region = الولاية أو المنطقة
contacts-country = البلد
contacts-kind = النوع
contacts-date = المناسبة
contacts-day = اليوم
contacts-month = الشهر
contacts-year = السنة
contacts-year-hint = يمكن ترك السنة فارغة.
contacts-date-wrong = لا يوجد يوم كهذا.
contacts-language = اللغة
contacts-language-choose = اختيار
contacts-add-email = إضافة عنوان بريد
contacts-add-phone = إضافة رقم
contacts-add-service = إضافة خدمة مراسلة أو شبكة
contacts-add-link = إضافة صفحة
contacts-add-address = إضافة عنوان
contacts-add-date = إضافة تاريخ
contacts-add-language = إضافة لغة
contacts-add-key = إضافة مفتاح
contacts-remove = إزالة { $what }
contacts-remove-empty = إزالة الحقل الفارغ: { $what }
contacts-key-paste = المفتاح العام
contacts-key-hint = الصق النص كاملًا، بسطريه الأول والأخير.
contacts-key-take = استخدام هذا المفتاح
contacts-key-private = هذا مفتاح خاص. إنه لصاحبه وحده: اطلب المفتاح العام.
contacts-key-large = هذا المفتاح أكبر من أن تسعه بطاقة.
contacts-key-wrong = هذا ليس مفتاح OpenPGP. تأكد من نسخه كاملًا.
contacts-wrong-nobody = اكتب اسمًا أو عنوانًا أو رقمًا، لتجد هذه البطاقة من جديد.
contacts-wrong-date = أحد التواريخ ناقص أو لا وجود له.
contacts-discard-title = التخلي عن التغييرات؟
contacts-discard-text = لم تُحفظ بعد.
contacts-discard = التخلي عنها

## Pictures
contacts-picture-add = إضافة صورة
contacts-picture-other = صورة أخرى
contacts-picture-remove = إزالة الصورة
contacts-picture-crop = اختر الجزء الذي يبقى
contacts-picture-preview = كيف ستبدو الصورة
contacts-picture-zoom = تقريب
contacts-picture-across = أفقيًا
contacts-picture-down = عموديًا
contacts-picture-take = استخدام هذا الجزء
contacts-picture-wrong = لا يستطيع متصفحك قراءة هذه الصورة. اختر غيرها (JPEG أو PNG).
contacts-picture-hidden = يحميك متصفحك من التعرّف عليك، فلا يسمح للصفحات بقص الصور. اختر صورة صغيرة أصلًا (أقل من 150 كيلوبايت).

## Groups and address books
contacts-group-new = مجموعة جديدة
contacts-group-name = اسم المجموعة
contacts-group-rename = إعادة تسمية المجموعة
contacts-group-write = كتابة رسالة إلى المجموعة
contacts-group-add = إضافة أشخاص
contacts-group-add-to = إضافة أشخاص إلى { $name }
contacts-group-add-count = { $count ->
    [zero] إضافة
    [one] إضافة واحد
    [two] إضافة اثنين
    [few] إضافة { $count }
    [many] إضافة { $count }
   *[other] إضافة { $count }
}
contacts-group-added = { $count ->
    [zero] لم يُضف أحد إلى { $name }
    [one] أُضيف واحد إلى { $name }
    [two] أُضيف اثنان إلى { $name }
    [few] أُضيف { $count } إلى { $name }
    [many] أُضيف { $count } إلى { $name }
   *[other] أُضيف { $count } إلى { $name }
}
contacts-group-removed = { $count ->
    [zero] لم يُخرَج أحد من { $name }
    [one] أُخرج واحد من { $name }
    [two] أُخرج اثنان من { $name }
    [few] أُخرج { $count } من { $name }
    [many] أُخرج { $count } من { $name }
   *[other] أُخرج { $count } من { $name }
}
contacts-group-remove = إخراج من هذه المجموعة
contacts-group-leave = إخراج من { $name }
contacts-group-empty = لا أحد في هذه المجموعة
contacts-group-empty-text = من في المجموعة يصلهم البريد معًا: اكتب اسم المجموعة عند الكتابة.
contacts-group-more = المزيد لـ{ $name }
contacts-group-delete = حذف المجموعة
contacts-group-delete-title = حذف المجموعة { $name }؟
contacts-group-delete-text = يبقى من فيها ضمن جهات اتصالك.
contacts-group-deleted = حُذفت المجموعة { $name }
contacts-to-group = إضافة إلى مجموعة
contacts-to-book = نقل إلى دفتر عناوين
contacts-move = نقل
contacts-moved = { $count ->
    [zero] لم يُنقل شيء إلى { $name }
    [one] نُقلت جهة اتصال إلى { $name }
    [two] نُقلت جهتا اتصال إلى { $name }
    [few] نُقلت { $count } جهات اتصال إلى { $name }
    [many] نُقلت { $count } جهة اتصال إلى { $name }
   *[other] نُقلت { $count } جهة اتصال إلى { $name }
}
contacts-book-new = دفتر عناوين جديد
contacts-book-name = اسم دفتر العناوين
contacts-book-rename = إعادة تسمية دفتر العناوين
contacts-book-more = المزيد لـ{ $name }
contacts-book-delete = حذف دفتر العناوين
contacts-book-delete-title = حذف دفتر العناوين { $name }؟
contacts-book-delete-full = { $count ->
    [zero] إنه فارغ.
    [one] تُحذف منه جهة اتصال نهائيًا، إلا إن كانت في دفتر آخر.
    [two] تُحذف منه جهتا اتصال نهائيًا، إلا ما كان في دفتر آخر.
    [few] تُحذف منه { $count } جهات اتصال نهائيًا، إلا ما كان في دفتر آخر.
    [many] تُحذف منه { $count } جهة اتصال نهائيًا، إلا ما كان في دفتر آخر.
   *[other] تُحذف منه { $count } جهة اتصال نهائيًا، إلا ما كان في دفتر آخر.
}
contacts-book-delete-empty = إنه فارغ.
contacts-book-deleted = حُذف دفتر العناوين { $name }

## Files
contacts-file = contacts
contacts-export-all = حفظ الكل في ملف
contacts-export-chosen = حفظ في ملف
contacts-export-group = حفظ المجموعة في ملف
contacts-exporting = { $count ->
    [zero] لا شيء يُكتب
    [one] تُكتب جهة اتصال …
    [two] تُكتب جهتا اتصال …
    [few] تُكتب { $count } جهات اتصال …
    [many] تُكتب { $count } جهة اتصال …
   *[other] تُكتب { $count } جهة اتصال …
}
contacts-import = استيراد
contacts-import-title = استيراد جهات اتصال
contacts-import-text = اختر ملفًا (.vcf) حفظه برنامج آخر أو هاتفك. يُقرأ هنا، وترى ما فيه قبل إضافة أي شيء.
contacts-import-choose = اختيار ملفات
contacts-import-reading = تجري القراءة …
contacts-import-nothing = لا جهات اتصال في هذا الملف. يجب أن يكون ملف .vcf.
contacts-import-large = هذه الملفات أكبر من اللازم: الحد الأقصى { $most }.
contacts-import-found = { $count ->
    [zero] لم يُعثر على شيء:
    [one] عُثر على جهة اتصال:
    [two] عُثر على جهتي اتصال:
    [few] عُثر على { $count } جهات اتصال:
    [many] عُثر على { $count } جهة اتصال:
   *[other] عُثر على { $count } جهة اتصال:
}
contacts-import-empty = { $count ->
    [zero] لا بطاقات فارغة.
    [one] بطاقة واحدة فارغة وتُترك.
    [two] بطاقتان فارغتان وتُتركان.
    [few] { $count } بطاقات فارغة وتُترك.
    [many] { $count } بطاقة فارغة وتُترك.
   *[other] { $count } بطاقة فارغة وتُترك.
}
contacts-import-cut = لا تؤخذ من الملف إلا أول { $count }.
contacts-import-double = { $count ->
    [zero] لا شيء منها لديك
    [one] واحدة منها لديك بالفعل
    [two] اثنتان منها لديك بالفعل
    [few] { $count } منها لديك بالفعل
    [many] { $count } منها لديك بالفعل
   *[other] { $count } منها لديك بالفعل
}
contacts-import-merge = إضافة الجديد
contacts-import-merge-hint = تُضاف الأرقام والعناوين ونحوها إلى بطاقتك الموجودة. لا يُستبدل شيء.
contacts-import-skip = تركها
contacts-import-skip-hint = تبقى بطاقاتك كما هي.
contacts-import-add = إضافتها مرة أخرى
contacts-import-add-hint = ستكون لديك مرتين.
contacts-import-start = { $count ->
    [zero] استيراد
    [one] استيراد واحدة
    [two] استيراد اثنتين
    [few] استيراد { $count }
    [many] استيراد { $count }
   *[other] استيراد { $count }
}
contacts-import-going = يجري الاستيراد …
contacts-import-made = { $count ->
    [zero] لم تُضف جهات اتصال.
    [one] أُضيفت جهة اتصال.
    [two] أُضيفت جهتا اتصال.
    [few] أُضيفت { $count } جهات اتصال.
    [many] أُضيفت { $count } جهة اتصال.
   *[other] أُضيفت { $count } جهة اتصال.
}
contacts-import-merged = { $count ->
    [zero] لم يُستكمل شيء.
    [one] استُكملت واحدة.
    [two] استُكملت اثنتان.
    [few] استُكملت { $count }.
    [many] استُكملت { $count }.
   *[other] استُكملت { $count }.
}
contacts-import-refused = { $count ->
    [zero] لم يُرفض شيء:
    [one] لم تؤخذ واحدة:
    [two] لم تؤخذ اثنتان:
    [few] لم تؤخذ { $count }:
    [many] لم تؤخذ { $count }:
   *[other] لم تؤخذ { $count }:
}

## What went wrong
contacts-failed-alreadyExists = توجد بطاقة أخرى بالهوية نفسها.
contacts-failed-tooLarge = في هذه البطاقة أكثر مما تسع: تنفع صورة أصغر أو ملاحظة أقصر.
