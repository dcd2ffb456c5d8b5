# SPDX-License-Identifier: AGPL-3.0-or-later
# الصفحة العامة: ما يراه أي شخص من الجماعة.

public-about = من نحن
public-services = ما نقدّمه
public-joining = كيفية الانضمام
public-canary = الكناري
public-transparency = الشفافية
public-last-changed = آخر تغيير: { $date }
public-nothing-written = هذا بيت { $site }: بريد لا يقرؤه إلا أعضاؤه. لم تكتب الجماعة عن نفسها بعد.
public-ways-in = المداخل
public-sign-in = تسجيل الدخول
public-without-script = تسجيل الدخول دون JavaScript
public-have-invitation = لديّ دعوة
public-contact = التواصل
public-trouble = هل هناك مشكلة في بريد يأتي من هنا؟ اكتب إلى
public-mail-programs = إعدادات برامج البريد
public-found-by-themselves = تجد معظم البرامج إعداداتها بنفسها: اكتب عنوانك وكلمة مرور تطبيق.
public-apple = لأجهزة iPhone وiPad وMac هناك ملف إعداد لعنوانك:
public-get-profile = الحصول على ملف الإعداد
public-by-hand = يدويًا؛ اسم المستخدم هو عنوانك كاملًا
public-what = ماذا
public-server = الخادم
public-port = المنفذ
public-security = الأمان
public-reading = القراءة (IMAP)
public-sending = الإرسال (SMTP)
public-contacts = جهات الاتصال (CardDAV)
public-unfounded-title = لم يؤسس أحد جماعة هنا بعد
public-unfounded-text = لدى من شغّل هذا الخادم رابط يؤسَّس به في المتصفح: ظهر حيث شُغّل الخادم، في الطرفية، أو في سجل الخدمة (journalctl --unit milpa). يتغير الرابط مع كل تشغيل.
public-unfounded-keyholder = هل ستحفظ مفتاحًا؟ إذن يعطيك من يؤسس الجماعة رابطًا خاصًا بك.
